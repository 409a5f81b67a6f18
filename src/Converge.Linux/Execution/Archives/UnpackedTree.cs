using Converge.Plans;

namespace Converge.Linux.Execution.Archives;

/// <summary>
/// What comes out of an archive, written below one directory and nowhere else. Links are made last, so that nothing is ever
/// written through one.
/// </summary>
/// <param name="root">A directory that nobody else may enter.</param>
/// <param name="strip">How many directories are left out at the start of each path.</param>
/// <param name="most">How many bytes may come of it.</param>
internal sealed class UnpackedTree(string root, int strip, long most)
{
    private const int MostEntries = 1_000_000;
    private const int Piece = 128 * 1024;

    // As with the usual umask; nothing that makes programs run as somebody else.
    private const int Permissions = 0b111_101_101;

    private readonly List<(string Place, string Target)> _links = [];
    private readonly List<(string Place, int Mode)> _folders = [];
    private readonly byte[] _buffer = new byte[Piece];
    private long _written;
    private int _entries;

    public void AddFolder(string name, int mode)
    {
        if (Place(name) is not { Length: > 0 } place)
            return;
        Directory.CreateDirectory(Path.Join(root, place));
        _folders.Add((place, mode));
    }

    public void AddFile(string name, int mode, Stream? content)
    {
        if (Place(name) is not { Length: > 0 } place)
            return;
        using var file = Create(place);
        for (int count; content is not null && (count = content.Read(_buffer)) > 0; file.Write(_buffer, 0, count))
        {
            if ((_written += count) > most)
                throw new StepException($"the archive holds more than {most} bytes, far more than its size promises; nothing was changed");
        }
        File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)(mode & Permissions));
    }

    /// <summary>Another name of a file that came before: a copy of it, which can change by itself.</summary>
    public void AddCopy(string name, string of)
    {
        if (Place(name) is not { Length: > 0 } place)
            return;
        if (Place(of) is not { Length: > 0 } source || !File.Exists(Path.Join(root, source)))
            throw new StepException($"the archive has a link '{name}' to '{of}', which is not in it; nothing was changed");
        using var content = File.OpenRead(Path.Join(root, source));
        AddFile(name, (int)File.GetUnixFileMode(content.SafeFileHandle), content);
    }

    public void AddLink(string name, string target)
    {
        if (Place(name) is not { Length: > 0 } place)
            return;
        if (LeadsOutside(place, target))
            throw new StepException($"the archive has a link '{name}' that leads outside, to '{target}'; nothing was changed");
        _links.Add((place, target));
    }

    public void Finish()
    {
        foreach (var (place, target) in _links)
        {
            Directory.CreateDirectory(Path.Join(root, Path.GetDirectoryName(place)));
            File.CreateSymbolicLink(Path.Join(root, place), target);
        }
        foreach (var (place, mode) in _folders)
            File.SetUnixFileMode(Path.Join(root, place), (UnixFileMode)(mode & Permissions));
    }

    private FileStream Create(string place)
    {
        var path = Path.Join(root, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new(path, FileMode.Create, FileAccess.Write, FileShare.None);
    }

    /// <summary>Where an entry goes; null for what is left out.</summary>
    private string? Place(string name)
    {
        if (++_entries > MostEntries)
            throw new StepException($"the archive has more than {MostEntries} entries; nothing was changed");
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").ToList();
        if (name.StartsWith('/') || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal))
            throw new StepException($"the archive has an entry '{name}', which would be outside of its directory; nothing was changed");
        return parts.Count <= strip ? null : string.Join('/', parts.Skip(strip));
    }

    // Up only at the start, where the directories are real ones: behind another link 'up' could be anywhere.
    private static bool LeadsOutside(string place, string target)
    {
        if (target.StartsWith('/') || target.Length == 0)
            return true;
        var depth = place.Count(static c => c == '/');
        var isStart = true;
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && (!isStart || --depth < 0))
                return true;
            isStart &= part is ".." or ".";
        }
        return false;
    }
}
