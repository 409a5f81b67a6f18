using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>How a lab begins and ends, seen from the machine that it is on.</summary>
public static class LabStart
{
    // The first process of the lab: its end is that of everything in its namespaces, and it buries those that nobody else does.
    private const string First = """
        exec 3<&0; "$@" <&3 3<&- & exec 3<&- </dev/null; wait $!
        """;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static bool IsUp(LabPlace place) => LabLock.IsHeld(place);

    /// <param name="keeper">The command that keeps the lab; it runs as long as the lab does. Asked for when the folder is there.</param>
    /// <returns>The lifeline, if one was asked for: when it is closed, also by the end of this process, the lab ends.</returns>
    public static async Task<Stream?> StartAsync(LabPlace place, Func<IReadOnlyList<string>> keeper, bool hasLifeline, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(keeper);
        if (IsUp(place))
            throw new LabException($"the lab '{place.Name}' is up already");
        await CleanUpAsync(place, cancel).ConfigureAwait(false);
        Directory.CreateDirectory(place.Folder);
        File.SetUnixFileMode(place.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var guardian = Process.Start(new ProcessStartInfo("sh", ["-c", "exec setsid unshare --mount --pid --fork --kill-child --mount-proc -- sh -c \"$0\" sh \"$@\" >\"$LOG\" 2>&1", First, .. keeper()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
            Environment = { ["LOG"] = place.Log },
        })!;
        if (!hasLifeline)
            guardian.StandardInput.Close();
        await AwaitAsync(place, guardian, cancel).ConfigureAwait(false);
        await WriteOwnerAsync(place, guardian.Id, cancel).ConfigureAwait(false);
        return hasLifeline ? guardian.StandardInput.BaseStream : null;
    }

    /// <summary>Null if it is not up.</summary>
    public static LabOwner? OwnerOf(LabPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return IsUp(place) ? ReadOwner(place) : null;
    }

    /// <summary>Ends a lab, in order if it listens, and removes all that it made.</summary>
    public static async Task EndAsync(LabPlace place, bool isOrderly, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (IsUp(place))
        {
            if (isOrderly)
                await LetEndAsync(place, cancel).ConfigureAwait(false);
            // It may have ended meanwhile, and its number may be that of another process.
            if (IsUp(place) && ReadOwner(place) is { } owner && owner.Boot == BootOf())
                Kernel.Signal(owner.Guardian, Kernel.Kill);
            var clock = Stopwatch.StartNew();
            while (IsUp(place))
            {
                if (clock.Elapsed > EndPatience)
                    throw new LabException($"the lab '{place.Name}' does not end", $"see '{place.Log}'");
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
            }
        }
        await CleanUpAsync(place, cancel).ConfigureAwait(false);
    }

    /// <summary>What a lab that is dead has left: folders and empty control groups; a command in flight, if it was stopped.</summary>
    public static async Task CleanUpAsync(LabPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        const int Tries = 250;
        if (ReadOwner(place) is { } owner && owner.Boot == BootOf())
            Strays.Kill(owner);
        // The kernel takes a moment to let go of the mounts and the processes of a dead lab, and longer if it is busy.
        for (var attempt = 0; !LabGround.TryRemoveGroupsOf(place.Group) && attempt < Tries; attempt++)
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        for (var attempt = 0; Directory.Exists(place.Folder); attempt++)
        {
            try
            {
                Directory.Delete(place.Folder, recursive: true);
            }
            catch (IOException) when (attempt < Tries)
            {
                await Task.Delay(Pause, cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task LetEndAsync(LabPlace place, CancellationToken cancel)
    {
        try
        {
            await new LabClient(place).DownAsync(cancel).ConfigureAwait(false);
        }
        catch (LabException)
        {
            // It does not listen, or has ended while it was asked.
        }
        var clock = Stopwatch.StartNew();
        while (IsUp(place) && clock.Elapsed < TimeSpan.FromSeconds(2))
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
    }

    private static async Task AwaitAsync(LabPlace place, Process guardian, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (guardian.HasExited)
                throw new LabException($"the lab '{place.Name}' does not start: {Said(place)}");
            if (await AcceptsAsync(place, cancel).ConfigureAwait(false))
                return;
            if (clock.Elapsed > StartPatience)
            {
                guardian.Kill();
                throw new LabException($"the lab '{place.Name}' has not started after 30 s: {Said(place)}");
            }
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }

    private static async Task<bool> AcceptsAsync(LabPlace place, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(place.Control), cancel).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Said(LabPlace place)
    {
        var text = File.Exists(place.Log) ? File.ReadAllText(place.Log).Trim() : "";
        return text.Length > 0 ? text : "it said nothing";
    }

    private static async Task WriteOwnerAsync(LabPlace place, int guardian, CancellationToken cancel)
    {
        var first = Strays.ChildrenOf(guardian) is [var child] ? child : throw new LabException($"the lab '{place.Name}' has ended already: {Said(place)}");
        var owner = new LabOwner(guardian, first, Strays.MountsOf(first) ?? "", BootOf()) { Since = DateTimeOffset.UtcNow };
        var half = $"{place.Owner}~";
        await File.WriteAllBytesAsync(half, JsonSerializer.SerializeToUtf8Bytes(owner, LabJson.Default.LabOwner), cancel).ConfigureAwait(false);
        File.Move(half, place.Owner, overwrite: true);
    }

    private static LabOwner? ReadOwner(LabPlace place)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(place.Owner), LabJson.Default.LabOwner);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static string BootOf() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
