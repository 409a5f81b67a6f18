using System.Text;

namespace Converge.Linux.Machine.Files;

/// <summary>
/// Opens a path part by part, following the links on the way itself. A link that somebody else than root made leads only
/// to what belongs to the same user: whoever owns a directory could else have root look at, and show in a report,
/// what only root may read. Each step starts at an open directory, so that nothing can be exchanged on the way.
/// </summary>
/// <param name="root">The directory that paths start at, and cannot leave.</param>
/// <param name="follow">Whether a link as the last part is followed, too.</param>
internal sealed class PathWalk(int root, uint reader, bool follow)
{
    private const int LongestLink = 4096;
    private const int MostLinks = 40;

    private static readonly OpenFile Foreign = new(-LibC.Loop, "a link of a user leads to what belongs to somebody else");

    // What is above the place where the walk is; the root itself is not in it.
    private readonly List<int> _above = [];
    private readonly Stack<string> _rest = new();
    private int _links;
    private uint? _owner;

    /// <param name="flags">How the last part is opened.</param>
    public OpenFile Open(string path, int flags)
    {
        try
        {
            return Walk(path, flags);
        }
        finally
        {
            foreach (var folder in _above)
                _ = LibC.Close(folder);
        }
    }

    private int Here => _above.Count == 0 ? root : _above[^1];

    private OpenFile Walk(string path, int flags)
    {
        Push(path);
        while (_rest.TryPop(out var part))
        {
            if (part == "..")
            {
                Leave();
                continue;
            }
            var name = Encoding.UTF8.GetBytes($"{part}\0");
            var found = LibC.OpenAt(Here, name, LibC.PathOnly | LibC.NoFollow);
            if (found < 0)
                return new(found);
            if (LibC.Status(found, out var status) is < 0 and var error)
                return Close(found, new(error));
            if (status.IsLink && (_rest.Count > 0 || follow))
            {
                if (FollowLink(found, status.Uid) is { IsOpen: false } failure)
                    return failure;
            }
            else if (_rest.Count > 0)
                _above.Add(found);
            else
                return OpenLast(found, name, flags, status);
        }
        return OpenHere(flags);
    }

    private static OpenFile Close(int descriptor, OpenFile result)
    {
        _ = LibC.Close(descriptor);
        return result;
    }

    private void Push(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] != ".")
                _rest.Push(parts[i]);
        }
    }

    private void Leave()
    {
        if (_above.Count == 0)
            return;
        _ = LibC.Close(_above[^1]);
        _above.RemoveAt(_above.Count - 1);
    }

    private OpenFile FollowLink(int link, uint owner)
    {
        Span<byte> buffer = stackalloc byte[LongestLink];
        var length = LibC.ReadLink(link, buffer);
        _ = LibC.Close(link);
        if (length < 0)
            return new(length);
        if (++_links > MostLinks)
            return new(-LibC.Loop);
        if (owner != 0 && owner != reader)
        {
            if (_owner is { } other && other != owner)
                return new(-LibC.Loop, "on the way are links of several users");
            _owner = owner;
        }
        var target = Encoding.UTF8.GetString(buffer[..length]);
        while (target.StartsWith('/') && _above.Count > 0)
            Leave();
        Push(target);
        return new(0);
    }

    private OpenFile OpenLast(int found, ReadOnlySpan<byte> name, int flags, in LibC.StatX status)
    {
        if (!MayOpen(status))
            return Close(found, Foreign);
        if ((flags & LibC.PathOnly) != 0)
            return new(found);
        // Again by its name, since a descriptor that stands for a path cannot be read; it may be another one by now.
        _ = LibC.Close(found);
        var opened = LibC.OpenAt(Here, name, flags | LibC.NoFollow);
        return opened >= 0 && !(LibC.Status(opened, out var now) == 0 && MayOpen(now)) ? Close(opened, Foreign) : new(opened);
    }

    /// <summary>Where the walk is: of a path that ends with a step up, or is the root.</summary>
    private OpenFile OpenHere(int flags)
    {
        var opened = LibC.OpenAt(Here, ".\0"u8, flags);
        return opened >= 0 && !(LibC.Status(opened, out var now) == 0 && MayOpen(now)) ? Close(opened, Foreign) : new(opened);
    }

    private bool MayOpen(in LibC.StatX status) => _owner is null || status.Uid == _owner;
}
