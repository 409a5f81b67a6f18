using Converge.Language.Templates;
using Converge.Language.Text;

namespace Converge.Recipes.Checks;

/// <summary>Whether the names in expressions and templates mean something. What a render would say, said before there is one.</summary>
internal sealed class NameCheck(Inspection inspection, SecretCheck secrets)
{
    public void Check(RecipeValue value, NameScope scope)
    {
        foreach (var template in value.Templates)
            Check(template, scope);
    }

    /// <param name="related">Who renders the template, if that decides on the names that it sees.</param>
    public void Check(Template template, NameScope scope, RelatedPosition? related = null)
    {
        if (template.HasErrors)
            return;
        var references = template.FindReferences();
        foreach (var name in references.Names)
            Check(name, scope, related);
        foreach (var secret in references.Secrets)
            secrets.Check(secret);
        inspection.UsesUnknownSecrets |= references.SecretsUnknown;
        foreach (var query in references.Queries)
            secrets.Queries.CheckText(query);
    }

    private void Check(NameReference reference, NameScope scope, RelatedPosition? related)
    {
        if (!scope.Names.TryGetValue(reference.Root, out var shape))
            CheckGlobal(reference, scope, related);
        else
        {
            string[] path = [.. reference.Steps.Skip(1).Select(static step => step.Name)];
            var known = shape.Follow(path, out var found);
            if (known < path.Length && !reference.IsLenient)
                Missing(reference, known + 1, found.Members!.Keys, related);
        }
    }

    private void CheckGlobal(NameReference reference, NameScope scope, RelatedPosition? related)
    {
        var isGlobal = TemplateGlobals.Names.Contains(reference.Root);
        if (isGlobal && reference.Steps.Length > 1 && TemplateGlobals.MembersOf(reference.Root) is { } members && !members.Contains(reference.Steps[1].Name) && !reference.IsLenient)
            Missing(reference, 1, members, related);
        if (isGlobal || reference.IsLenient)
            return;
        var at = reference.Steps[0].At;
        if (scope.Recipe is { } recipe && inspection.Recipes.FirstOrDefault(other => other.NameInExpressions == reference.Root) is { } other)
        {
            inspection.Names.AttributesOf(other).Use();
            Report(reference, Diagnostic.Error(at, $"recipe '{recipe.Name}' cannot read '{reference.Root}': it does not depend on '{other.Name}'", RecipeLookup.DependHint(other.Name)), related);
        }
        else if (!scope.IsOpen)
            Report(reference, Diagnostic.Error(at, $"'{reference.Root}' is not defined", Hint(reference.Root, scope)), related);
    }

    private string? Hint(string name, NameScope scope)
    {
        if (scope.Recipe is { } recipe && inspection.Names.AttributesOf(recipe).Members!.ContainsKey(name))
            return $"did you mean '{recipe.NameInExpressions}.{name}'?";
        return Suggestions.Hint(name, scope.Names.Keys.Concat(TemplateGlobals.Names));
    }

    /// <param name="known">How many names of the path there are.</param>
    private void Missing(NameReference reference, int known, IEnumerable<string> members, RelatedPosition? related)
    {
        var (owner, missing) = (string.Join('.', reference.Steps.Take(known).Select(static step => step.Name)), reference.Steps[known]);
        Report(reference, Diagnostic.Error(missing.At, $"'{owner}' has no member '{missing.Name}'", Suggestions.Hint(missing.Name, members) ?? Known(members)), related);
    }

    private static string? Known(IEnumerable<string> members)
    {
        const int Most = 8;
        string[] names = [.. members.Order(StringComparer.Ordinal)];
        return names.Length is 0 or > Most ? null : $"there {(names.Length == 1 ? "is" : "are")} {string.Join(", ", names)}";
    }

    private void Report(NameReference reference, Diagnostic diagnostic, RelatedPosition? related)
    {
        inspection.Diagnostics.Add(related is { } place ? diagnostic with { Related = [place] } : diagnostic);
        foreach (var step in reference.Steps)
            inspection.Cover(step.At);
    }
}
