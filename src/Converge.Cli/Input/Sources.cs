using Converge.Cli.Output;
using Converge.Language.Text;

namespace Converge.Cli.Input;

/// <summary>The texts a verb works on, each read once and whole, and what is wrong with them.</summary>
internal sealed class Sources
{
    /// <summary>As a path it is the standard input.</summary>
    public const string StandardInput = "-";

    private const int Largest = 64 * 1024 * 1024;
    private const int FirstRead = 32 * 1024;

    private readonly Dictionary<string, SourceText> _texts = new(StringComparer.Ordinal);

    public DiagnosticBag Problems { get; } = [];

    /// <summary>The text of a source that was read, by the name that its diagnostics have.</summary>
    public SourceText? Find(string name) => _texts.GetValueOrDefault(name);

    /// <summary>A text that is not in a file.</summary>
    public SourceText Add(string name, string text) => _texts[name] = SourceText.From(name, text);

    /// <summary>A file as the user named it.</summary>
    /// <returns>Null if it is not UTF-8, which is noted as a problem.</returns>
    /// <exception cref="UserException">There is no such file, or it cannot be read.</exception>
    public SourceText? Read(string path) => path == StandardInput ? Read("stdin", path) : Read(path, path);

    /// <param name="name">What diagnostics call it.</param>
    public SourceText? Read(string name, string path)
    {
        var bytes = ReadBytes(name, path);
        if (TryDecodeShort(bytes) is { } text)
            return Add(name, text);
        if (SourceBytes.Decode(name, bytes, Problems) is not { } source)
            return null;
        return _texts[name] = source;
    }

    /// <summary>A short text of ASCII. The decoder of the platform takes 3 ms to start, as long as a tenth of a small render.</summary>
    private static string? TryDecodeShort(ReadOnlySpan<byte> bytes)
    {
        const int Longest = 4096;
        if (bytes.Length > Longest)
            return null;
        var text = new char[bytes.Length];
        for (var position = 0; position < bytes.Length; position++)
        {
            if (bytes[position] > sbyte.MaxValue)
                return null;
            text[position] = (char)bytes[position];
        }
        return new string(text);
    }

    private static ReadOnlySpan<byte> ReadBytes(string name, string path)
    {
        var descriptor = path == StandardInput ? LibC.StandardInput : LibC.Open(path);
        if (descriptor < 0)
            throw Unreadable(path, -descriptor);
        try
        {
            var buffer = new byte[FirstRead];
            for (var length = 0; ;)
            {
                var count = LibC.Read(descriptor, buffer.AsSpan(length));
                if (count < 0)
                    throw Unreadable(path, -count);
                if (count == 0)
                    return buffer.AsSpan(0, length);
                length += count;
                if (length > Largest)
                    throw new UserException($"'{name}' is larger than {Largest / 1024 / 1024} MiB");
                if (length == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        finally
        {
            if (path != StandardInput)
                _ = LibC.Close(descriptor);
        }
    }

    private static UserException Unreadable(string path, int error) => error switch
    {
        LibC.NoSuchFile or LibC.NotAFolder => new($"there is no file '{path}'", NearestFile(path)),
        LibC.IsFolder => new($"'{path}' is a folder; expected a file"),
        _ => new($"cannot read '{path}': {LibC.Describe(error)}"),
    };

    private static string? NearestFile(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        try
        {
            var names = Directory.EnumerateFiles(folder.Length == 0 ? "." : folder).Take(1000).Select(Path.GetFileName).OfType<string>();
            return Suggestions.Hint(Path.GetFileName(path), names.ToList());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
