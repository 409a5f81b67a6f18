using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Recipes.Statements;
using Converge.Resources;
using Converge.Resources.Types;

namespace Converge.Catalogs;

/// <summary>Compiles one resource of a type that Converge itself knows: evaluates its properties and checks them.</summary>
internal sealed class BuiltinCompiler(CatalogBuilder catalog, Scope scope, DiagnosticBag diagnostics)
{
    private const string Content = "content";
    private const int UsualProperties = 4;

    private readonly PropertyMap<CatalogProperty>.Builder _properties = new(UsualProperties);
    private readonly ScriptObject _given = new(UsualProperties);
    private RecipeFile? _source;

    public void Compile(ResourceStatement statement, ResourceSchema schema, Value title, Place place, Traits traits)
    {
        var errors = diagnostics.ErrorCount;
        if (schema.Title.Check(title, place, diagnostics) is not { } canonical)
            return;
        var id = new ResourceId(schema.Name, ResourceTypes.TitleText(canonical));
        foreach (var property in statement.Properties)
            Evaluate(property, id, statement);
        if (diagnostics.ErrorCount > errors)
            return;
        id = Complete(schema, id, canonical, statement.Properties, place);
        if (diagnostics.ErrorCount > errors)
            return;
        if (traits.IsSecret)
            Hide();
        catalog.Add(new(id, statement.At)
        {
            Properties = _properties.ToMap(),
            Source = _source,
            Container = scope.Container?.Id,
            IsSecret = traits.IsSecret,
            IgnoresFailure = traits.IgnoresFailure,
            GuardsConnectivity = traits.GuardsConnectivity ?? schema.Guards(id.Title),
        }, traits, diagnostics);
    }

    public void CompileCheck(CheckStatement check, Value subject)
    {
        var place = new Place(check.Subject.Node);
        if (check.Schema.Title.Check(subject, place, diagnostics) is not { } canonical)
            return;
        var id = new ResourceId(check.Schema.Name, ResourceTypes.TitleText(canonical));
        foreach (var property in check.Properties)
        {
            if (Value(property) is not { IsNull: false } value)
                continue;
            _given.Set(property.Name, value);
            _properties.Set(property.Name, new(value, property.Value.Node.Span));
        }
        id = Complete(check.Schema, id, canonical, check.Properties, place);
        catalog.Add(new CatalogCheck(id, check.At) { Properties = _properties.ToMap() });
    }

    private void Evaluate(PropertyValue property, ResourceId id, ResourceStatement statement)
    {
        if (Value(property) is not { } value || value.IsNull)
            return;
        _given.Set(property.Name, value);
        if (property.Schema!.Type is TemplateNameType)
            Render(value.AsString(), property, id, statement);
        else if (ReferenceEquals(property.Schema.Type, PathText.RecipeFile))
            Read(value.AsString(), property);
        else
            _properties.Set(property.Name, new(value, property.Value.Node.Span));
    }

    /// <returns>In its canonical form; null after an error.</returns>
    private Value? Value(PropertyValue property)
    {
        if (property.Canonical is { } known)
            return known;
        var names = scope.Names;
        if (!property.Schema!.Placeholders.IsEmpty)
        {
            foreach (var placeholder in property.Schema.Placeholders)
                names = scope.With(placeholder, Language.Values.Value.From($"{{{{ {placeholder} }}}}")).Names;
        }
        return property.Value.Evaluate(names, diagnostics) is { } value ? property.Schema.Type.Check(value, new(property.Value.Node), diagnostics) : null;
    }

    private void Render(string name, PropertyValue property, ResourceId id, ResourceStatement statement)
    {
        var at = property.Value.Node.Span;
        if (scope.Recipe.Files.Require(name, scope.Recipe.Name, at, diagnostics) is not { } template)
            return;
        var result = template.Render(scope.Names with { AutoIndent = true });
        if (result.Error is { } error)
            diagnostics.Add(error with { Related = [.. error.Related, new(statement.At, $"while rendering it for {id}")] });
        else
            _properties.Set(Content, new(result.Output, at));
    }

    private void Read(string name, PropertyValue property)
    {
        var at = property.Value.Node.Span;
        _source = scope.Recipe.Files.RequireFile(name, scope.Recipe.Name, at, diagnostics);
        _properties.Set(property.Name, new(Language.Values.Value.From(name), at));
    }

    /// <summary>What the type says of title and properties taken together.</summary>
    private ResourceId Complete(ResourceSchema schema, ResourceId id, Value title, ImmutableArray<PropertyValue> given, Place titlePlace)
    {
        var errors = diagnostics.ErrorCount;
        var check = new ResourceCheck(id, _given, Where, diagnostics) { Title = title };
        schema.Rule?.Invoke(check);
        if (diagnostics.ErrorCount > errors || schema.Complete?.Invoke(check) is not { } completion)
            return id;
        foreach (var (name, value) in completion.Properties)
            _properties.Set(name, new(value, Where(name).Span));
        foreach (var name in _given.Keys)
        {
            if (!completion.Properties.ContainsKey(name))
                _properties.Remove(name);
        }
        return id with { Title = completion.Title };

        Place Where(string name) => given.FirstOrDefault(property => property.Name == name) is { } property ? new(property.Value.Node) : titlePlace;
    }

    /// <summary>Content that is declared a secret never appears in the catalog as plain text.</summary>
    private void Hide()
    {
        if (_properties.TryGetValue(Content, out var content) && content.Value is { Kind: ValueKind.String } text)
            _properties.Set(Content, content with { Value = Language.Values.Value.Text(text.AsString(), secret: true) });
    }
}
