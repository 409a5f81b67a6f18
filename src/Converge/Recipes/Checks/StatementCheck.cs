using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes.Attributes;
using Converge.Recipes.Statements;
using Converge.Resources.Types;

namespace Converge.Recipes.Checks;

/// <summary>Everything in a recipe that is evaluated or looked up when a node is compiled.</summary>
internal sealed class StatementCheck(Inspection inspection, NameCheck names, QueryCheck queries, FolderUse folder)
{
    private readonly Recipe _recipe = folder.Recipe;

    public void Check()
    {
        foreach (var default_ in Defaults(_recipe.Attributes))
            names.Check(default_, inspection.Names.Of(_recipe));
        foreach (var part in _recipe.Parts.Values)
        {
            foreach (var peers in part.Peers)
            {
                queries.Check(peers);
                names.Check(peers.Query, inspection.Names.Of(_recipe));
            }
            var scope = inspection.Names.Of(_recipe, part);
            Check(part.Resources, scope);
            foreach (var check in part.Checks)
                Check(check, scope);
        }
        foreach (var type in _recipe.Types.Values)
            Check(type);
    }

    private static IEnumerable<RecipeValue> Defaults(Language.Yaml.YamlMapping? defaults) =>
        (defaults?.Entries ?? []).SelectMany(static entry => entry.Value is Language.Yaml.YamlMapping inner
            ? Defaults(inner)
            : [new AttributeSetting(AttributeLayer.Default, "", entry.Value, Appends: false).Value]);

    private void Check(OwnType type)
    {
        var scope = inspection.Names.Of(_recipe, _recipe.Main);
        foreach (var default_ in Defaults(type.Parameters))
            names.Check(default_, scope);
        var self = Shape.OfDefaults(type.Parameters);
        Check(type.Resources, scope.With("self", Shape.Of(self.Members!.Append(KeyValuePair.Create("title", Shape.Open())).DistinctBy(static member => member.Key))));
    }

    private void Check(ImmutableArray<Statement> statements, NameScope scope)
    {
        foreach (var statement in statements)
        {
            if (statement is ResourceStatement resource)
                Check(resource, scope);
            else
            {
                Check(statement.When, scope);
                inspection.Lookup.FindIncluded(_recipe, ((IncludeStatement)statement).Target, inspection.Diagnostics);
            }
        }
    }

    private void Check(ResourceStatement resource, NameScope scope)
    {
        if (resource.ForEach is { } repetition)
        {
            names.Check(repetition.List, scope);
            scope = scope.With(repetition.Item, Shape.Open());
        }
        Check(resource.When, scope);
        names.Check(resource.Title, scope);
        foreach (var reference in resource.Notify.Concat(resource.After))
            names.Check(reference, scope);
        foreach (var property in resource.Properties)
            Check(property, resource, scope);
        if (resource.Schema is null && inspection.Lookup.FindType(resource.Type, _recipe, inspection.Diagnostics) is var (_, type))
            CheckParameters(resource, type);
    }

    private void CheckParameters(ResourceStatement resource, OwnType type)
    {
        foreach (var property in resource.Properties)
        {
            if (type.Parameters?.ContainsKey(property.Name) is not true)
                inspection.Diagnostics.Error(property.Key.Span, $"{type.Name} has no parameter '{property.Name}'", Suggestions.Hint(property.Name, type.Parameters?.Entries.Select(static entry => entry.Name) ?? []));
        }
    }

    private void Check(PropertyValue property, ResourceStatement resource, NameScope scope)
    {
        names.Check(property.Value, property.Schema is { } schema ? scope.With(schema.Placeholders) : scope);
        var at = property.Value.Node.Span;
        if (property.Schema?.Type is TemplateNameType)
            folder.UseTemplate(Literal(property), at, scope, new(resource.At, $"in the template of this {resource.Type.Text}"));
        else if (ReferenceEquals(property.Schema?.Type, PathText.RecipeFile))
            folder.UseFile(Literal(property), at);
    }

    /// <returns>Null if only the compiler knows it; empty if there is none, or a wrong one.</returns>
    private static string? Literal(PropertyValue property) =>
        property.Value.Constant is null ? null : property.Canonical is { Kind: ValueKind.String } name ? name.AsString() : "";

    private void Check(CheckStatement check, NameScope scope)
    {
        Check(check.When, scope);
        names.Check(check.Subject, scope);
        foreach (var property in check.Properties)
            names.Check(property.Value, scope);
    }

    private void Check(RecipeValue? value, NameScope scope)
    {
        if (value is not null)
            names.Check(value, scope);
    }
}
