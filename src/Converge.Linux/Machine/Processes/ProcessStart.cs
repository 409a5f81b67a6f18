using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Converge.Linux.Machine.Processes;

/// <summary>
/// A process as it is to be started: in a session and so in a group of its own, without a terminal, with the signals as a
/// new program expects them, and with no other descriptors than its three streams.
/// </summary>
internal sealed record ProcessStart(string Path, ImmutableArray<string> Argv, ImmutableSortedDictionary<string, string> Environment, string? Folder)
{
    private const int Streams = 3;

    /// <summary>Descriptors of the three streams, which stay the caller's.</summary>
    /// <param name="id">Of the process, and of its group.</param>
    /// <returns>0, or the number of the error.</returns>
    public unsafe int Spawn(ReadOnlySpan<int> streams, out int id)
    {
        var actions = stackalloc byte[Posix.Opaque];
        var attributes = stackalloc byte[Posix.Opaque];
        var signals = stackalloc byte[Posix.Opaque];
        _ = Posix.InitActions(actions);
        _ = Posix.InitAttributes(attributes);
        for (var stream = 0; stream < Streams; stream++)
            _ = Posix.AddDuplicate(actions, streams[stream], stream);
        CloseOthers(actions);
        // .NET passes over broken pipes; a new program must not.
        _ = Posix.FillSignals(signals);
        _ = Posix.SetDefaultSignals(attributes, signals);
        _ = Posix.EmptySignals(signals);
        _ = Posix.SetSignalMask(attributes, signals);
        _ = Posix.SetFlags(attributes, Posix.DefaultSignals | Posix.SignalMask | Posix.NewSession);
        var error = Spawn(actions, attributes, out id);
        _ = Posix.DestroyActions(actions);
        _ = Posix.DestroyAttributes(attributes);
        return error;
    }

    // This program marks its own so that they are closed; those it was started with may not be.
    private static unsafe void CloseOthers(byte* actions)
    {
        try
        {
            _ = Posix.AddCloseFrom(actions, Streams);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older than that of Debian 12.
        }
    }

    private unsafe int Spawn(byte* actions, byte* attributes, out int id)
    {
        using var text = new NativeTexts();
        if (Folder is not null)
            _ = Posix.AddFolder(actions, text.Add(Folder));
        var argv = text.Add(Argv);
        var environment = text.Add([.. Environment.Select(static variable => $"{variable.Key}={variable.Value}")]);
        var process = 0;
        var error = Posix.Spawn(&process, text.Add(Path), actions, attributes, argv, environment);
        id = process;
        return error;
    }

    /// <summary>Texts as the C library takes them, freed together.</summary>
    private sealed unsafe class NativeTexts : IDisposable
    {
        private readonly List<nint> _blocks = [];

        public byte* Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var block = (byte*)Allocate(bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(block, bytes.Length));
            block[bytes.Length] = 0;
            return block;
        }

        public byte** Add(ImmutableArray<string> texts)
        {
            var list = (byte**)Allocate((texts.Length + 1) * sizeof(byte*));
            for (var i = 0; i < texts.Length; i++)
                list[i] = Add(texts[i]);
            list[texts.Length] = null;
            return list;
        }

        public void Dispose()
        {
            foreach (var block in _blocks)
                NativeMemory.Free((void*)block);
        }

        private nint Allocate(int size)
        {
            var block = (nint)NativeMemory.Alloc((nuint)size);
            _blocks.Add(block);
            return block;
        }
    }
}
