using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;
using Xunit.Sdk;

namespace Converge.Lab.Tests.Resources;

/// <summary>Every case of a resource in a real machine: what it recorded of one is still so there, and what is planned comes true.</summary>
public abstract class ContainerCases(CasesLab lab) : IClassFixture<CasesLab>
{
    private const string Again = "container again";

    private static readonly string Library = File.ReadAllText(Path.Combine(SourceTree.ProjectOf(typeof(ContainerCases).Assembly), "Resources", "realise.sh"));

    protected async Task CheckAsync(CaseLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var file = CaseFile.Load(location.Path);
        await using var node = await lab.AddAsync();
        var came = await new ContainerRun(node, file).RunAsync(Library);
        if (SourceTree.Updating)
            Update(file, came);
        else if (string.Concat(came.Select(section => UnifiedDiff.Of(Expected(file, section.Key), section.Value, $"-- {section.Key} -- expected", $"-- {section.Key} -- in a container"))) is { Length: > 0 } differences)
            throw new XunitException($"{location.Path}\n{file.Comment}{differences}");
    }

    /// <summary>What a container says of itself, or else what every machine says; again, only what nothing can be done about.</summary>
    private static string Expected(CaseFile file, string section) =>
        (file.Find(section.StartsWith("container ", StringComparison.Ordinal) ? section : $"container {section}") ?? file.Find(section))?.Text
        ?? (section == Again ? RunText.Stuck(Expected(file, "changes")) : "");

    private static void Update(CaseFile file, Dictionary<string, string> came)
    {
        var updated = file;
        foreach (var (name, text) in came)
        {
            var section = name.StartsWith("container ", StringComparison.Ordinal) ? name : $"container {name}";
            if (text == Expected(updated.Without(section), name))
                updated = updated.Without(section);
            else
                updated = updated.With(section, text);
        }
        if (updated.ToString() != file.ToString())
            updated.Save();
    }
}
