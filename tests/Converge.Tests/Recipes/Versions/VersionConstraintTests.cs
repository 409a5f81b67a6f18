using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Versions;
using Converge.Testing.Cases;
using NuGet.Versioning;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Versions;

/// <summary>
/// Constraints, one in each line, with what they are canonically, and which of the <c>versions</c> they allow, or with the
/// mistake in them. <c>recipe</c> is the text of a recipe, for the positions.
/// </summary>
public sealed class VersionConstraintTests
{
    private const string Arrow = " -> ";

    private static readonly CaseKind Constraints = new(Inputs: ["versions", "recipe"], Expectations: ["constraints", "manifest", "errors"]);

    [Theory]
    [CaseData("Recipes/Versions/Constraints")]
    public void A_constraint_means_what_the_case_says(CaseLocation location) => Constraints.Check(location, static test =>
    {
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        if (test.Find("constraints") is { } table)
        {
            var versions = test["versions"].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(NuGetVersion.Parse).ToList();
            results["constraints"] = string.Concat(table.Text.Split('\n')[..^1].Select(line => line.Length == 0 ? "\n" : $"{Complete(line, versions)}\n"));
        }
        if (test.Find("recipe") is { } recipe)
            ReadManifest(recipe.Text, results);
        return results;
    });

    [Fact]
    public void What_is_printed_canonically_reads_as_the_same()
    {
        foreach (var text in new[] { "*", "1", "1.*", "1.2.*", "[1.2]", "(1.2,2]", "(,2)", ">1 <=3.4.5-rc.1", "(,)" })
        {
            VersionConstraint.TryParse(text, out var constraint, out _).ShouldBeTrue();
            VersionConstraint.TryParse(constraint!.ToString(), out var again, out _).ShouldBeTrue();
            again!.ToString().ShouldBe(constraint.ToString());
        }
    }

    [Fact]
    public void No_text_makes_the_parser_fail_otherwise()
    {
        var random = new Random(1);
        const string Letters = "0123459.*[](),<>=-+v ~^é\n";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(Enumerable.Range(0, random.Next(9)).Select(_ => Letters[random.Next(Letters.Length)]).ToArray());
            if (VersionConstraint.TryParse(text, out _, out var mistake))
                continue;
            mistake!.Start.ShouldBeInRange(0, text.Length, text);
            (mistake.Start + mistake.Length).ShouldBeLessThanOrEqualTo(text.Length + 1, text);
        }
    }

    private static string Complete(string line, List<NuGetVersion> versions)
    {
        var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
        var text = arrow < 0 ? line : line[..arrow];
        if (VersionConstraint.TryParse(text, out var constraint, out var mistake))
            return $"{text}{Arrow}{constraint}: {string.Join(' ', versions.Where(constraint.Allows))}".TrimEnd(' ', ':');
        return $"{text}{Arrow}error {mistake.Start + 1}: {mistake.Message}{(mistake.Hint is null ? "" : $" ({mistake.Hint})")}";
    }

    private static void ReadManifest(string text, Dictionary<string, string> results)
    {
        var source = SourceText.From("recipe.yaml", text);
        var diagnostics = new DiagnosticBag();
        var manifest = YamlDocument.Parse(source, diagnostics) is YamlMapping mapping ? RecipeManifest.Read(mapping, diagnostics) : null;
        results["manifest"] = manifest is null ? "" : $"{manifest.Name} {manifest.Version}\n{string.Concat(manifest.Depends.Select(static d => $"{d.At}: {d.Recipe} {d.Constraint}\n"))}";
        results["errors"] = string.Concat(diagnostics.Sorted().Select(d => $"{new DiagnosticRenderer(_ => source).Render(d)}\n"));
    }
}
