using System.Text;
using Converge.Language.Text;

namespace Converge.Testing.Cases;

/// <summary>
/// A fixture: first lines of comment that say why it exists, then named texts between lines <c>-- name --</c>.
/// What is read and not changed is written back byte for byte.
/// </summary>
public sealed class CaseFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private CaseFile(string path, string comment, IReadOnlyList<CaseSection> sections)
    {
        Path = path;
        Comment = comment;
        Sections = sections;
    }

    public string Path { get; }

    /// <summary>Everything above the first section, as it is.</summary>
    public string Comment { get; }

    public IReadOnlyList<CaseSection> Sections { get; }

    /// <summary>The text of a section that the case must have.</summary>
    public string this[string name] => Find(name)?.Text ?? throw new CaseException(Path, 1, $"the case has no section '{name}'");

    public static CaseFile Load(string path)
    {
        try
        {
            return Parse(path, StrictUtf8.GetString(File.ReadAllBytes(path)));
        }
        catch (DecoderFallbackException error)
        {
            throw new CaseException(path, 1, $"the case is not valid UTF-8 at byte {error.Index}");
        }
    }

    public static CaseFile Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith('#') || TextLines.Of(text).First().AsSpan().Trim("# \n").Length == 0)
            throw new CaseException(path, 1, "the first line of a case says why it exists: '# ...'");
        var sections = new List<CaseSection>();
        var comment = new StringBuilder();
        var body = comment;
        string? name = null;
        var (number, header) = (0, 0);
        foreach (var line in TextLines.Of(text))
        {
            number++;
            if (line.EndsWith('\n') && CaseSection.NameIn(line) is { } next)
            {
                Finish();
                (name, body, header) = (next, new StringBuilder(), number);
                continue;
            }
            Check(path, number, line, inComment: name is null);
            body.Append(line);
        }
        Finish();
        if (sections.Count == 0)
            throw new CaseException(path, 1, "the case has no sections; one begins with a line '-- name --'");
        return new(path, comment.ToString(), sections);

        void Finish()
        {
            if (name is null)
                return;
            if (sections.Find(s => s.Name == name) is { } first)
                throw new CaseException(path, header, $"section '{name}' is there twice; the first one is in line {first.Line}");
            sections.Add(CaseSection.Read(name, body.ToString(), header));
        }
    }

    public CaseSection? Find(string name) => Sections.FirstOrDefault(s => s.Name == name);

    /// <summary>The same case with another text in one section, which is added at the end if it was not there.</summary>
    public CaseFile With(string name, string text)
    {
        var section = new CaseSection(name, text);
        var found = false;
        var sections = Sections.Select(old => old.Name == name && (found = true) ? section with { Line = old.Line } : old).ToList();
        if (!found)
            sections.Add(section);
        return new(Path, Comment, sections);
    }

    public CaseFile Without(string name) => new(Path, Comment, [.. Sections.Where(s => s.Name != name)]);

    /// <summary>As the file has it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Comment);
        for (var position = 0; position < Sections.Count; position++)
            text.Append(Sections[position].Write(last: position == Sections.Count - 1));
        return text.ToString();
    }

    public void Save() => SourceTree.Write(Path, ToString());

    private static void Check(string path, int number, string line, bool inComment)
    {
        if (CaseSection.NameIn(line.TrimEnd('\r', '\n')) is not null)
            throw new CaseException(path, number, "the line '-- name --' of a section must end with a newline alone");
        if (inComment && line[0] != '#' && line.AsSpan().Trim().Length > 0)
            throw new CaseException(path, number, "expected a line '# ...' or '-- name --'");
    }
}
