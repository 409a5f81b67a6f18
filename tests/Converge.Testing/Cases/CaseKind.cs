using Converge.Language.Cases;
using Converge.Language.Text;
using Xunit.Sdk;

namespace Converge.Testing.Cases;

/// <summary>
/// What the cases of one kind consist of. Section names ending in <c>*</c> stand for all that begin so (<c>file *</c>).
/// A section that nobody declared is an error: a misspelt expectation must not pass for none.
/// </summary>
/// <param name="Inputs">Sections that say what is given.</param>
/// <param name="Expectations">Sections that say what comes out; none is the same as an empty one.</param>
public sealed record CaseKind(string[] Inputs, string[] Expectations)
{
    /// <summary>Runs a case and compares what came out, or rewrites what was expected if asked to.</summary>
    /// <param name="run">From a case to the texts of its expectations.</param>
    public void Check(CaseLocation location, Func<CaseFile, IReadOnlyDictionary<string, string>> run) => Check(location, run, SourceTree.Updating);

    internal void Check(CaseLocation location, Func<CaseFile, IReadOnlyDictionary<string, string>> run, bool updating)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(run);
        var written = CaseFile.Load(location.Path);
        CheckNames(written);
        var actual = run(written);
        if (updating)
            Update(written, actual);
        else if (Compare(written, actual) is { Length: > 0 } differences)
            throw new XunitException($"{location.Path}\n{written.Comment}{differences}(CONVERGE_UPDATE=1 accepts what came out)");
    }

    /// <summary>The differences, one unified diff per section; empty if there are none.</summary>
    internal string Compare(CaseFile written, IReadOnlyDictionary<string, string> actual) => string.Concat(
        Names(written, actual).Select(name =>
        {
            var section = written.Find(name);
            return UnifiedDiff.Of(section?.Text ?? "", actual.GetValueOrDefault(name, ""), $"-- {name} -- expected", $"-- {name} -- actual", section?.Line ?? 0);
        }));

    /// <summary>Rewrites the expectations in the file and nothing else; a case that would not change is not touched.</summary>
    internal void Update(CaseFile written, IReadOnlyDictionary<string, string> actual)
    {
        var updated = written;
        foreach (var name in Names(written, actual))
        {
            var text = actual.GetValueOrDefault(name, "");
            if (text != (updated.Find(name)?.Text ?? ""))
                updated = text.Length == 0 ? updated.Without(name) : updated.With(name, text);
        }
        if (!ReferenceEquals(updated, written))
            updated.Save();
    }

    private List<string> Names(CaseFile written, IReadOnlyDictionary<string, string> actual)
    {
        foreach (var name in actual.Keys)
        {
            if (!Expectations.Any(pattern => Matches(pattern, name)))
                throw new ArgumentException($"'{name}' is no expectation of this kind of case", nameof(actual));
        }
        var names = written.Sections.Select(s => s.Name).Where(name => Expectations.Any(pattern => Matches(pattern, name))).ToList();
        names.AddRange(actual.Keys.Where(name => !names.Contains(name)));
        return names;
    }

    private void CheckNames(CaseFile written)
    {
        foreach (var section in written.Sections)
        {
            if (!Inputs.Concat(Expectations).Any(pattern => Matches(pattern, section.Name)))
                throw new CaseException(written.Path, section.Line, $"no section '{section.Name}' in cases of this kind; expected '{string.Join("', '", Inputs.Concat(Expectations))}'");
        }
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
