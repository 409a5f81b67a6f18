using System.Collections.Concurrent;
using Converge.Linux.Machine.Systemd;
using Converge.Resources;

namespace Converge.Linux.Machine.Watching;

/// <summary>
/// Tells where the machine was stirred. One thread waits for the kernel and for systemd, and does nothing until one of them
/// has something to say.
/// </summary>
internal sealed class MachineWatcher : IDisposable
{
    private const int RetryMilliseconds = 2000;

    // Of the kernel's groups of messages about packet filters, those about nftables; iptables of today is made of them.
    private const uint FilterGroup = 1u << 6;

    private readonly Inotify _inotify = new();
    private readonly PathTree _paths;
    private readonly Action<Watch> _stir;
    private readonly int _bell;
    private readonly LinuxUnits _units;
    private readonly Lock _sets = new();
    private readonly Thread _thread;
    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);
    private volatile Wanted _wanted = new([], [], []);
    private readonly Dictionary<string, FileStream> _kernelFiles = [];
    private volatile bool _isOver;
    private UnitSignals? _signals;
    private int _filter = PathNode.Nowhere;
    private bool _hasLostUnits;

    /// <param name="stir">Told of each place that was stirred, from a thread of its own; in the order in which files were stirred.</param>
    /// <exception cref="IOException">The kernel does not let it watch.</exception>
    public MachineWatcher(LinuxUnits units, Action<Watch> stir)
    {
        (_units, _stir, _bell) = (units, stir, LibC.OpenBell());
        _paths = new(_inotify, path => Tell(path));
        _thread = new(Watch) { IsBackground = true, Name = "watches the machine" };
        _thread.Start();
    }

    /// <summary>What could not be watched, for people; null if everything is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Watches these, and no others. What happens from now on is told.</summary>
    public void Set(IReadOnlyCollection<Watch> watches)
    {
        lock (_sets)
        {
            var places = watches.SelectMany(WatchPlaces.Of).ToLookup(static place => place.Path, static place => place.Watch);
            _wanted = new(
                watches.OfType<UnitWatch>().Select(static unit => unit.Name).ToHashSet(StringComparer.Ordinal),
                [.. watches.OfType<KernelWatch>()],
                places.ToDictionary(static place => place.Key, static place => place.Distinct().ToArray()))
            {
                Filters = watches.Contains(new FirewallWatch()),
            };
            _paths.Set([.. watches.Where(static watch => watch is FileWatch or TreeWatch), .. places.Select(static place => new FileWatch(place.Key))]);
            Problem = _paths.Refused == 0 ? null : $"{_paths.Refused} directories are not watched: the kernel allows no more, 'fs.inotify.max_user_watches' says how many; what changes in them is found by the next run";
        }
        LibC.Ring(_bell);
    }

    /// <summary>Whether systemd is about to change a unit by itself or for somebody.</summary>
    public bool IsBusy(string unit) => _busy.ContainsKey(unit);

    public void Dispose()
    {
        _isOver = true;
        LibC.Ring(_bell);
        _thread.Join();
        _signals?.Dispose();
        foreach (var file in _kernelFiles.Values)
            file.Dispose();
        if (_filter >= 0)
            _ = LibC.Close(_filter);
        _ = LibC.Close(_bell);
        _inotify.Dispose();
    }

    private void Watch()
    {
        var entries = new List<(LibC.PollEntry Entry, Action Found)>();
        while (!_isOver)
        {
            entries.Clear();
            Add(_bell, LibC.Readable, Answer);
            Add(_inotify.Descriptor, LibC.Readable, ReadPaths);
            var waits = Listen() ? -1 : RetryMilliseconds;
            if (_signals is { } signals)
                Add(signals.Descriptor, signals.Events, ReadSignals);
            if (FilterSocket() is >= 0 and var filter)
                Add(filter, LibC.Readable, ReadFilter);
            foreach (var (watch, descriptor) in KernelFiles())
                Add(descriptor, LibC.Urgent, () => _stir(watch));
            var polled = entries.Select(static entry => entry.Entry).ToArray();
            if (LibC.Poll(polled, waits) <= 0)
                continue;
            for (var i = 0; i < polled.Length; i++)
            {
                if (polled[i].Found != 0)
                    entries[i].Found();
            }
        }

        void Add(int descriptor, short wanted, Action found) => entries.Add((new() { Descriptor = descriptor, Wanted = wanted }, found));
    }

    private void Tell(Watch watch)
    {
        if (watch is FileWatch file && _wanted.Places.TryGetValue(file.Path, out var behind))
        {
            foreach (var one in behind)
                _stir(one);
        }
        _stir(watch);
    }

    private void Answer() => _ = LibC.Read(_bell, stackalloc byte[sizeof(ulong)]);

    private void ReadPaths()
    {
        lock (_sets)
            _inotify.Read(_paths.Happened);
    }

    /// <returns>Whether there is nothing to try again.</returns>
    private bool Listen()
    {
        var wanted = _wanted;
        if (_signals is not null || wanted.Units.Count == 0)
            return true;
        try
        {
            _signals = _units.Listen();
        }
        catch (BusException)
        {
            // Where it has never been, it will not come.
            return !_hasLostUnits;
        }
        if (_hasLostUnits)
            StirUnits();
        _hasLostUnits = false;
        // What came with the answers to its first questions does not show on the socket any more.
        ReadSignals();
        return true;
    }

    private void ReadSignals()
    {
        try
        {
            _signals!.Take(
                (unit, begins) =>
                {
                    if (!_wanted.Units.Contains(unit))
                        return;
                    if (begins == true)
                        _busy[unit] = true;
                    else if (begins == false)
                        _busy.TryRemove(unit, out _);
                    _stir(new UnitWatch(unit));
                },
                StirUnits);
        }
        catch (BusException)
        {
            // systemd was started anew, by an update of itself.
            _signals?.Dispose();
            (_signals, _hasLostUnits) = (null, true);
            _busy.Clear();
        }
    }

    private void StirUnits()
    {
        foreach (var unit in _wanted.Units)
            _stir(new UnitWatch(unit));
    }

    private int FilterSocket()
    {
        if (_filter < 0 && _wanted.Filters && !_wanted.TriedFilters)
        {
            _wanted.TriedFilters = true;
            _filter = LibC.OpenNetlink(LibC.NetfilterProtocol, FilterGroup);
        }
        return _filter;
    }

    private void ReadFilter()
    {
        const int OutOfBuffers = 105;
        var buffer = new byte[16 * 1024];
        while (LibC.Receive(_filter, buffer) is var length && (length > 0 || length == -OutOfBuffers))
        {
            // Each message says what was changed; that something was is enough.
        }
        if (_wanted.Filters)
            _stir(new FirewallWatch());
    }

    private IEnumerable<(KernelWatch Watch, int Descriptor)> KernelFiles()
    {
        foreach (var watch in _wanted.Kernel)
        {
            if (!_kernelFiles.TryGetValue(watch.Path, out var file))
            {
                try
                {
                    file = new(watch.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    continue;
                }
                _kernelFiles[watch.Path] = file;
            }
            yield return (watch, (int)file.SafeFileHandle.DangerousGetHandle());
        }
    }

    /// <param name="Places">Files behind what has a name of its own.</param>
    private sealed record Wanted(HashSet<string> Units, KernelWatch[] Kernel, Dictionary<string, Watch[]> Places)
    {
        public bool Filters { get; init; }

        public bool TriedFilters { get; set; }
    }
}
