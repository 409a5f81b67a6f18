using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Converge.Recipes.Trees;

/// <summary>
/// Reads objects of a repository by their hash, all through one process of git, and checks that they are what the hash says.
/// What several commits have in common is kept and read once.
/// </summary>
internal sealed class ObjectReader(string folder, ObjectFormat format) : IDisposable
{
    private const int LongestHeader = 200;

    private readonly Lock _lock = new();
    private readonly ObjectCache _cache = new();
    private GitProcess? _git;
    private BufferedStream? _output;

    public bool TryRead(string hash, [NotNullWhen(true)] out GitObject? found, [NotNullWhen(false)] out GitProblem? problem)
    {
        lock (_lock)
        {
            problem = null;
            if (_cache.TryGet(hash, out found))
                return true;
            // Git may have been stopped or replaced since the last question; a second try with a new process tells.
            var isRead = TryAsk(hash, out found, out problem) || (_git is null && TryAsk(hash, out found, out problem));
            if (isRead)
                _cache.Add(hash, found!);
            return isRead;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Stop();
    }

    /// <summary>After a problem with the process itself there is no process.</summary>
    private bool TryAsk(string hash, [NotNullWhen(true)] out GitObject? found, [NotNullWhen(false)] out GitProblem? problem)
    {
        found = null;
        if (_git is null)
        {
            if (!GitProcess.TryStart(folder, ["cat-file", "--batch"], out _git, out problem))
                return false;
            _output = new(_git.Output, 64 * 1024);
        }
        try
        {
            _git.Input.Write(Encoding.ASCII.GetBytes($"{hash}\n"));
            _git.Input.Flush();
            return TryReadAnswer(hash, out found, out problem);
        }
        catch (IOException)
        {
            _git.Input.Dispose();
            problem = GitProblem.Explain(folder, _git.WaitForError());
            Stop();
            return false;
        }
    }

    private bool TryReadAnswer(string hash, [NotNullWhen(true)] out GitObject? found, [NotNullWhen(false)] out GitProblem? problem)
    {
        (found, problem) = (null, null);
        var header = ReadHeader();
        if (header.Split(' ') is not [var name, var type, var digits] || name != hash || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            problem = new($"the repository of '{folder}' lacks the object {hash}", "a shallow or partial clone does not have all of it");
            return false;
        }
        var isSmall = size <= TreeText.LargestFile;
        var content = isSmall ? new byte[size] : null;
        if (content is not null)
            _output!.ReadExactly(content);
        else
            Skip(size);
        Skip(1);
        if (content is not null && Convert.ToHexStringLower(ObjectHash.Of(format, type, content)) != hash)
        {
            problem = new($"the repository of '{folder}' is damaged: the object {hash} is not what its name says", "look with: git fsck");
            return false;
        }
        found = new(type, content);
        return true;
    }

    private string ReadHeader()
    {
        var header = new StringBuilder();
        for (int next; (next = _output!.ReadByte()) != '\n';)
        {
            if (next < 0 || header.Length > LongestHeader)
                throw new EndOfStreamException();
            header.Append((char)next);
        }
        return header.ToString();
    }

    private void Skip(long count)
    {
        var buffer = new byte[(int)Math.Min(count, 64 * 1024)];
        for (; count > 0; count -= Math.Min(count, buffer.Length))
            _output!.ReadExactly(buffer, 0, (int)Math.Min(count, buffer.Length));
    }

    private void Stop()
    {
        _git?.Dispose();
        (_git, _output) = (null, null);
    }
}
