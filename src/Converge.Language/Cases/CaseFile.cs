using System.Text;
using Converge.Language.Text;

namespace Converge.Language.Cases;

/// <summary>
/// A test as data: first lines of comment that say why it exists, then named texts between lines <c>-- name --</c>.
/// What is read and not changed is written back byte for byte.
/// </summary>
public sealed class CaseFile
{
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

    /// <exception cref="CaseException">The text is no case.</exception>
    public static CaseFile Parse(string path, string text) => Parse(SourceText.From(path, text));

    /// <exception cref="CaseException">The text is no case.</exception>
    public static CaseFile Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.Text.StartsWith('#') || TextLines.Of(source.Text).First().AsSpan().Trim("# \n").Length == 0)
            throw Wrong(source, 0, "the first line of a case says why it exists: '# ...'");
        var sections = new List<CaseSection>();
        var comment = new StringBuilder();
        var body = comment;
        string? name = null;
        var (number, header, start, offset) = (0, 0, 0, 0);
        foreach (var line in TextLines.Of(source.Text))
        {
            number++;
            var lineStart = offset;
            offset += line.Length;
            if (line.EndsWith('\n') && CaseSection.NameIn(line) is { } next)
            {
                Finish();
                (name, body, header, start) = (next, new StringBuilder(), number, offset);
                continue;
            }
            Check(source, lineStart, line, inComment: name is null);
            body.Append(line);
        }
        Finish();
        if (sections.Count == 0)
            throw Wrong(source, 0, "the case has no sections; one begins with a line '-- name --'");
        return new(source.Path, comment.ToString(), sections);

        void Finish()
        {
            if (name is null)
                return;
            if (sections.Find(s => s.Name == name) is { } first)
                throw new CaseException(source.Path, header, $"section '{name}' is there twice; the first one is in line {first.Line}");
            sections.Add(CaseSection.Read(source, name, body.ToString(), header, start));
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

    private static void Check(SourceText source, int start, string line, bool inComment)
    {
        if (CaseSection.NameIn(line.TrimEnd('\r', '\n')) is not null)
            throw Wrong(source, start, "the line '-- name --' of a section must end with a newline alone");
        if (inComment && line[0] != '#' && line.AsSpan().Trim().Length > 0)
            throw Wrong(source, start, "expected a line '# ...' or '-- name --'");
    }

    private static CaseException Wrong(SourceText source, int at, string message) => new(Diagnostic.Error(source.Span(at), message));
}
