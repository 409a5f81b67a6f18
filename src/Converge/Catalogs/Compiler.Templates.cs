using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Recipes.Statements;

namespace Converge.Catalogs;

public sealed partial class Compiler
{
    /// <summary>A template of a recipe as it comes out on a node, with the names that the recipe itself has there.</summary>
    /// <param name="template">As the recipe calls it.</param>
    /// <param name="more">Names besides those: what the resource that uses it would bring along, such as <c>item</c>.</param>
    public static TemplatePreview Render(CompileInputs inputs, Recipe recipe, string template, ScriptObject more)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(more);
        return new Compiler(inputs).Render(recipe, template, more);
    }

    private TemplatePreview Render(Recipe recipe, string name, ScriptObject more)
    {
        var (runList, attributes, names) = Prepare();
        if (!runList.Recipes.Contains(recipe))
            _diagnostics.Error(recipe.At, $"recipe '{recipe.Name}' is not in the run list of '{_inputs.Node.Name}', so its attributes are not known there");
        if (recipe.Files.FindTemplate(name, out var problems) is not { } template || _diagnostics.HasErrors || !problems.IsEmpty)
        {
            _diagnostics.AddRange(problems);
            return new(Output: null, Finish(catalog: null).Diagnostics);
        }
        var search = new RecordingSearch(_inputs.Inventory, _inputs.Now);
        var scope = new ScopeSource(_lookup, names with { Search = search }, attributes, new(_inputs, _diagnostics)).For(recipe, recipe.Main);
        foreach (var (key, value) in more)
            scope = scope.With(key, value);
        if (_diagnostics.HasErrors)
            return new(Output: null, Finish(catalog: null).Diagnostics);
        var result = template.Render(scope.Names with { AutoIndent = true });
        if (result.Error is { } error)
            _diagnostics.Add(error with { Hint = error.Hint ?? HintOfItem(recipe, error.Message) });
        return new(result.Error is null ? result.Output : null, Finish(catalog: null).Diagnostics);
    }

    /// <summary>What a resource brings along is not known where only its template is rendered.</summary>
    private static string? HintOfItem(Recipe recipe, string problem)
    {
        var items = recipe.Parts.Values.SelectMany(static part => part.Resources).OfType<ResourceStatement>().Select(static statement => statement.ForEach?.Item).OfType<string>().Append("self");
        return items.FirstOrDefault(item => problem == $"'{item}' is not defined") is { } name
            ? $"'{name}' comes with a resource that uses the template: render that, as in 'file[/etc/hosts]', or give it with '--set {name}.key=value'"
            : null;
    }
}

/// <summary>What a template gives on a node.</summary>
/// <param name="Output">Null if there are errors.</param>
public sealed record TemplatePreview(Value? Output, IReadOnlyList<Diagnostic> Diagnostics);
