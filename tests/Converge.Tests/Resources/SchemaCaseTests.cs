using Converge.Language.Cases;
using Converge.Resources;
using Converge.Testing;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class SchemaCaseTests
{
    private const string ValidFolder = "Resources/Cases/Valid";

    private static readonly CaseKind Kind = new(Inputs: ["resources"], Expectations: ["errors", "catalog"]);

    [Theory]
    [CaseData("Resources/Cases")]
    public void Resources_are_checked(CaseLocation location) => Kind.Check(location, static written =>
    {
        var entries = CheckedEntries.Read(written["resources"]);
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["errors"] = entries.Errors, ["catalog"] = entries.Catalog };
    });

    [Theory]
    [CaseData(ValidFolder)]
    public void What_is_valid_has_no_errors(CaseLocation location) => CheckedEntries.Read(CaseFile.Load(location.Path)["resources"]).Errors.ShouldBeEmpty();

    [Fact]
    public void Every_property_of_every_type_has_a_valid_example()
    {
        var folder = Path.Combine(SourceTree.ProjectOf(typeof(SchemaCaseTests).Assembly), ValidFolder);
        var used = Directory.GetFiles(folder, "*.case").SelectMany(static path => CheckedEntries.Read(CaseFile.Load(path)["resources"]).Used).ToHashSet(StringComparer.Ordinal);
        var all = ResourceTypes.All.SelectMany(static s => s.Properties.Select(p => $"{s.Name}.{p.Name}").Prepend(s.Name));
        all.Where(name => !used.Contains(name)).ShouldBeEmpty();
    }
}
