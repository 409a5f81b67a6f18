using System.Diagnostics;

namespace Converge.Linux.Machine.Processes;

/// <summary>
/// A process while it runs: gives it its input, takes its output, and ends it with its whole group when its time is over.
/// A descendant that lives on, as a daemon does, is not waited for.
/// </summary>
internal sealed unsafe class RunningProcess : IDisposable
{
    private const int Piece = 64 * 1024;
    private const int MostPieces = 32;
    private const int TryAgain = 11;
    private const int Interrupted = 4;
    private const int Process = 0;
    private const int Output = 1;
    private const int Errors = 2;
    private const int Input = 3;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly int _id;
    private readonly Posix.PollItem[] _items;
    private readonly BoundedOutput[] _texts;
    private readonly byte[] _buffer = new byte[Piece];
    private readonly Lock _ending = new();
    private ReadOnlyMemory<byte> _input;
    private bool _isReaped;

    /// <param name="id">Of the process, and of its group.</param>
    /// <param name="output">Descriptors, which are closed with this; -1 for a stream that is not there.</param>
    public RunningProcess(int id, int output, int errors, int input, ReadOnlyMemory<byte> content, int limit)
    {
        _id = id;
        _input = content;
        _texts = [new(limit), new(limit)];
        _items =
        [
            new() { Descriptor = Posix.OpenProcess(id), Events = Posix.Readable },
            new() { Descriptor = output, Events = Posix.Readable },
            new() { Descriptor = errors, Events = Posix.Readable },
            new() { Descriptor = input, Events = Posix.Writable },
        ];
    }

    public BoundedOutput OutputText => _texts[0];

    public BoundedOutput ErrorText => _texts[1];

    public bool TimedOut { get; private set; }

    /// <returns>The exit code as a shell tells it.</returns>
    public int Wait(TimeSpan timeout)
    {
        var (clock, deadline) = (Stopwatch.StartNew(), timeout);
        while (true)
        {
            var left = deadline - clock.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                // It may end in order, once; then no more.
                End(TimedOut ? Posix.Kill : Posix.Terminate);
                TimedOut = true;
                deadline = clock.Elapsed + Grace;
                continue;
            }
            Poll(left);
            Write();
            Read(Output);
            Read(Errors);
            if (HasEnded)
                break;
        }
        if (TimedOut)
            End(Posix.Kill);
        return Reap();
    }

    /// <summary>Ends the process and all of its group; from any thread.</summary>
    public void End(int signal)
    {
        lock (_ending)
        {
            if (!_isReaped)
                _ = Posix.Signal(-_id, signal);
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < _items.Length; i++)
            Close(i);
    }

    // Where there are no descriptors of processes, the end of its streams must do.
    private bool HasEnded => _items[Process].Descriptor >= 0
        ? _items[Process].Returned != 0
        : _items[Output].Descriptor < 0 && _items[Errors].Descriptor < 0;

    private void Poll(TimeSpan left)
    {
        fixed (Posix.PollItem* items = _items)
            _ = Posix.Poll(items, (nuint)_items.Length, (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds)));
    }

    private void Write()
    {
        if (_items[Input].Descriptor < 0)
            return;
        fixed (byte* start = _input.Span)
        {
            var count = _input.IsEmpty ? 0 : Posix.Write(_items[Input].Descriptor, start, _input.Length);
            if (count > 0)
                _input = _input[(int)count..];
            // All is said, or it does not want to hear the rest.
            if (_input.IsEmpty || (count < 0 && Posix.LastError is not (TryAgain or Interrupted)))
                Close(Input);
        }
    }

    // Until there is nothing for now, or more than a pipe holds: then there is time to look at the clock. At the end of the
    // process that is all it said, and whoever else has the stream is not waited for.
    private void Read(int stream)
    {
        for (var i = 0; i < MostPieces && _items[stream].Descriptor >= 0; i++)
        {
            nint count;
            fixed (byte* start = _buffer)
                count = Posix.Read(_items[stream].Descriptor, start, _buffer.Length);
            if (count > 0)
                _texts[stream - Output].Add(_buffer.AsSpan(0, (int)count));
            else if (count < 0 && Posix.LastError == TryAgain)
                return;
            else if (count == 0 || Posix.LastError != Interrupted)
                Close(stream);
        }
    }

    private int Reap()
    {
        lock (_ending)
        {
            var status = 0;
            while (Posix.Wait(_id, &status, 0) < 0 && Posix.LastError == Interrupted)
            {
            }
            _isReaped = true;
            return (status & 0x7f) is not 0 and var signal ? 128 + signal : (status >> 8) & 0xff;
        }
    }

    private void Close(int item)
    {
        if (_items[item].Descriptor >= 0)
            _ = LibC.Close(_items[item].Descriptor);
        _items[item].Descriptor = -1;
    }
}
