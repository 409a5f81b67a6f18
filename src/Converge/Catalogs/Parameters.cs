using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes;
using Converge.Recipes.Attributes;
using Converge.Recipes.Statements;

namespace Converge.Catalogs;

/// <summary>Binds what a resource is given to the parameters of its type, whose defaults are the schema.</summary>
internal static class Parameters
{
    /// <param name="home">What the defaults see: the recipe of the type.</param>
    /// <param name="scope">What the resource that is given values sees.</param>
    /// <returns>What <c>self</c> is inside: the title and all parameters. Null after an error.</returns>
    public static ScriptObject? Bind(OwnType type, Scope home, ResourceStatement statement, Value title, Scope scope, DiagnosticBag diagnostics)
    {
        var errors = diagnostics.ErrorCount;
        var self = new ScriptObject { ["title"] = title };
        foreach (var (name, node) in type.Parameters?.Entries ?? [])
        {
            if (Default(node, home, diagnostics) is { } value)
                self.Set(name.Text, value);
        }
        // Without its default nobody knows what a parameter may hold.
        if (diagnostics.ErrorCount > errors)
            return null;
        foreach (var property in statement.Properties)
            Set(self, property, type, scope, diagnostics);
        foreach (var (name, node) in type.Parameters?.Entries ?? [])
        {
            if (diagnostics.ErrorCount == errors && self[name.Text].IsNull)
                diagnostics.Add(Diagnostic.Error(statement.At, $"{type.Name}[{title}] needs '{name.Text}'") with { Related = [new(node.Span, "it has no default")] });
        }
        return diagnostics.ErrorCount == errors ? self.Freeze() : null;
    }

    private static Value? Default(YamlNode node, Scope scope, DiagnosticBag diagnostics) =>
        new AttributeSetting(AttributeLayer.Default, "", node, Appends: false).Value.Evaluate(scope.Names, diagnostics);

    private static void Set(ScriptObject self, PropertyValue property, OwnType type, Scope scope, DiagnosticBag diagnostics)
    {
        if (type.Parameters?.TryGetEntry(property.Name, out var declared) is not true)
        {
            diagnostics.Error(property.Key.Span, $"{type.Name} has no parameter '{property.Name}'", Suggestions.Hint(property.Name, type.Parameters?.Entries.Select(static entry => entry.Name) ?? []));
            return;
        }
        if (property.Value.Evaluate(scope.Names, diagnostics) is not { IsNull: false } value)
            return;
        var expected = AttributeTypes.Of(self[property.Name]);
        if (expected.Allows(value))
            self.Set(property.Name, Over(self[property.Name], value));
        else
            diagnostics.Add(Diagnostic.Error(property.Value.Node.Span, $"'{property.Name}' of {type.Name} must be {expected.Describe()}, not {AttributeTypes.Describe(value)}") with
            {
                Related = [new(declared.Value.Span, "its default is here")],
            });
    }

    /// <summary>As with attributes, maps merge and everything else replaces.</summary>
    private static Value Over(Value below, Value above)
    {
        if (below.As<ScriptObject>() is not { } lower || above.As<ScriptObject>() is not { } upper)
            return above;
        var merged = new ScriptObject(lower.Count);
        foreach (var (key, value) in lower)
            merged.Set(key, value);
        foreach (var (key, value) in upper)
            merged.Set(key, merged.TryGet(key, out var old) ? Over(old, value) : value);
        return Value.From(merged);
    }
}
