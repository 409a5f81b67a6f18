using Converge.Language.Cases;
using Converge.Language.Text;

namespace Converge.Catalogs.Cases;

/// <summary>Holds what came out against what a case expects.</summary>
/// <param name="root">What stands before the paths of the tree in messages, depending on where from they are looked at.</param>
internal sealed class CaseComparison(RecipeCase given, CompileResult compiled, string root)
{
    private readonly List<CaseFailure> _failures = [];

    public IReadOnlyList<CaseFailure> Failures => _failures;

    public CaseFile? Updated { get; private set; }

    public void Run()
    {
        var file = given.File;
        if (file.Find(CaseSections.Problems) is null)
            _failures.AddRange(compiled.Diagnostics.Select(problem => new CaseFailure(InCase(problem))));
        if (!file.Sections.Any(static section => CaseSections.IsExpectation(section.Name)))
            ExpectNothing();
        foreach (var section in file.Sections.Where(static section => CaseSections.IsExpectation(section.Name)))
        {
            if (section.Name == CaseSections.Problems)
                CompareExact(section, Problems());
            else if (compiled.Catalog is not { } catalog)
                FailWithoutCatalog(section);
            else if (CaseSections.IsExact(section.Name))
                CompareExact(section, Print(section, catalog));
            else
                ComparePart(section, catalog);
        }
    }

    /// <summary>A problem in a recipe, with the case that brings it to light.</summary>
    private Diagnostic InCase(Diagnostic problem) => problem.At.File == given.File.Path
        ? problem
        : problem with { Related = [.. problem.Related, new(new(given.File.Path, 1, 1), $"in this case: {given.Reason}")] };

    /// <summary>A new case, whose expectations are to be written.</summary>
    private void ExpectNothing()
    {
        var problem = Diagnostic.Error(new(given.File.Path, 1, 1), "the case expects nothing", $"it needs a section such as '{CaseSections.Resources}' or '{CaseSections.Contains}'; CONVERGE_UPDATE=1 writes '{CaseSections.Resources}'");
        _failures.Add(new(problem, IsExact: compiled.Catalog is not null));
        if (compiled.Catalog is { } catalog)
            Updated = given.File.With(CaseSections.Resources, CatalogText.Of(catalog));
    }

    private void CompareExact(CaseSection section, string? actual)
    {
        if (actual is null || actual == section.Text)
            return;
        var path = given.File.Path;
        var difference = UnifiedDiff.Of(section.Text, actual, path, "what came out", section.Line);
        _failures.Add(new(Diagnostic.Error(new(path, section.Line, 1), $"'{section.Name}' came out differently: {given.Reason}"), difference, IsExact: true));
        Updated = (Updated ?? given.File).With(section.Name, actual);
    }

    private string? Print(CaseSection section, Catalog catalog)
    {
        if (section.Name == CaseSections.Resources)
            return CatalogText.Of(catalog);
        if (section.Name == CaseSections.Checks)
            return CatalogText.OfChecks(catalog);
        var name = section.Name[CaseSections.ResourcesOf.Length..];
        if (catalog.Recipes.FirstOrDefault(recipe => recipe.Name == name) is { } recipe)
            return CatalogText.Of(recipe);
        var names = catalog.Recipes.Select(static recipe => recipe.Name).ToList();
        Fail(new(given.File.Path, section.Line, 1), $"'{name}' is not among the recipes of this node", Suggestions.Hint(name, names) ?? $"there are {string.Join(", ", names)}");
        return null;
    }

    /// <summary>One line each. Lines and columns of recipes are left out: they change with every edit.</summary>
    private string Problems() => string.Concat(compiled.Diagnostics.Select(problem =>
    {
        var file = problem.At.File.StartsWith(root, StringComparison.Ordinal) ? problem.At.File[root.Length..] : problem.At.File;
        var shown = $"{file}: {(problem.Severity == Severity.Error ? "error" : "warning")}: {problem.Message}\n";
        if (problem.Hint is not null)
            shown += $"  hint: {problem.Hint}\n";
        return root.Length == 0 ? shown : shown.Replace($"'{root}", "'", StringComparison.Ordinal);
    }));

    private void ComparePart(CaseSection section, Catalog catalog)
    {
        var problems = new DiagnosticBag();
        switch (section.Name)
        {
            case CaseSections.Contains:
                Containment.Check(section.Source, catalog, problems);
                break;
            case CaseSections.Lacks:
                ResourceLines.CheckLacking(section.Source, catalog, problems);
                break;
            default:
                ResourceLines.CheckOrder(section.Source, catalog, problems);
                break;
        }
        _failures.AddRange(problems.Select(static problem => new CaseFailure(problem)));
    }

    private void FailWithoutCatalog(CaseSection section)
    {
        if (given.File.Find(CaseSections.Problems) is not null)
            Fail(new(given.File.Path, section.Line, 1), $"'{section.Name}' cannot be compared: with errors there is no catalog");
    }

    private void Fail(SourceSpan at, string message, string? hint = null) => _failures.Add(new(Diagnostic.Error(at, message, hint)));
}
