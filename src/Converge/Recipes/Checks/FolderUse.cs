using Converge.Language.Templates;
using Converge.Language.Text;

namespace Converge.Recipes.Checks;

/// <summary>The templates and files of a recipe: whether those are there that are named, and are named that are there.</summary>
internal sealed class FolderUse(Inspection inspection, NameCheck names, Recipe recipe)
{
    private readonly HashSet<Template> _used = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _usedFiles = new(StringComparer.Ordinal);
    private bool _usesUnknownTemplates;
    private bool _usesUnknownFiles;

    public Recipe Recipe => recipe;

    /// <param name="name">Null if only the compiler knows it; empty if it was wrong.</param>
    /// <param name="related">Who renders it.</param>
    public void UseTemplate(string? name, SourceSpan at, NameScope scope, RelatedPosition related)
    {
        _usesUnknownTemplates |= name is null;
        if (!string.IsNullOrEmpty(name) && recipe.Files.Require(name, recipe.Name, at, inspection.Diagnostics) is { } template)
            Check(template, scope, related);
    }

    /// <param name="name">Null if only the compiler knows it; empty if it was wrong.</param>
    public void UseFile(string? name, SourceSpan at)
    {
        _usesUnknownFiles |= name is null;
        if (!string.IsNullOrEmpty(name) && recipe.Files.RequireFile(name, recipe.Name, at, inspection.Diagnostics) is not null)
            _usedFiles.Add(name);
    }

    /// <summary>What nobody named so far. If parts of the recipe could not be read, they may name it.</summary>
    public void CheckRest()
    {
        foreach (var name in recipe.Files.Names.Where(static name => name.EndsWith(RecipeFiles.TemplateExtension, StringComparison.Ordinal)))
        {
            var template = recipe.Files.FindTemplate(name, out var problems);
            inspection.Diagnostics.AddRange(problems);
            if (template is not { HasErrors: false } || _used.Contains(template))
                continue;
            if (!_usesUnknownTemplates && !recipe.HasErrors)
                inspection.Diagnostics.Warning(template.Source.Span(0), $"nothing in recipe '{recipe.Name}' uses the template '{name}'");
            Check(template, inspection.Names.OfAnyPart(recipe), related: null);
        }
        foreach (var name in _usesUnknownFiles || recipe.HasErrors ? [] : recipe.Files.FileNames.Where(name => !_usedFiles.Contains(name)))
            inspection.Diagnostics.Warning(new(recipe.Files.PathOfFile(name), 1, 1), $"nothing in recipe '{recipe.Name}' uses the file '{name}'");
    }

    /// <summary>A template and all that it includes, which share their variables.</summary>
    private void Check(Template template, NameScope scope, RelatedPosition? related)
    {
        var (all, pending) = (new List<Template>(), new Queue<Template>([template]));
        while (pending.TryDequeue(out var next))
        {
            if (all.Contains(next))
                continue;
            all.Add(next);
            foreach (var include in next.FindReferences().Includes)
            {
                if (FindIncluded(include) is { } included)
                    pending.Enqueue(included);
            }
        }
        _used.UnionWith(all);
        var isOpen = all.Exists(static one => one.FindReferences().IncludesUnknown);
        _usesUnknownTemplates |= isOpen;
        scope = scope.With(all.SelectMany(static one => one.FindReferences().Assigned)) with { IsOpen = scope.IsOpen || isOpen };
        foreach (var one in all)
            names.Check(one, scope, related);
    }

    private Template? FindIncluded(TextReference include)
    {
        var files = recipe.Files;
        var template = files.FindTemplate(include.Text, out var problems) ?? files.FindTemplate(include.Text + RecipeFiles.TemplateExtension, out problems);
        inspection.Diagnostics.AddRange(problems);
        if (template is null && problems.IsEmpty)
        {
            var like = files.Names.Select(name => include.Text.EndsWith(RecipeFiles.TemplateExtension, StringComparison.Ordinal) ? name : Path.ChangeExtension(name, null));
            inspection.Diagnostics.Error(include.At, $"there is no template '{include.Text}'", Suggestions.Hint(include.Text, like));
        }
        if (template is not { HasErrors: false })
            inspection.Cover(include.At);
        return template is { HasErrors: false } ? template : null;
    }
}
