using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources;

namespace Converge.Recipes.Statements;

/// <summary>One entry of <c>resources</c>, as it was written.</summary>
/// <param name="When">Whether it counts at all; null: always.</param>
public abstract record Statement(YamlMapping Node, RecipeValue? When)
{
    public abstract SourceSpan At { get; }
}

/// <summary><c>include: haproxy::logging</c></summary>
public sealed record IncludeStatement(YamlMapping Node, RecipeValue? When, RecipeReference Target) : Statement(Node, When)
{
    public override SourceSpan At => Target.At;
}

/// <summary>A resource, or several that differ in title or item only.</summary>
/// <param name="Type">Where the type stands, as written.</param>
/// <param name="Schema">Null for a type that recipes define.</param>
public sealed record ResourceStatement(YamlMapping Node, RecipeValue? When, YamlScalar Type, ResourceSchema? Schema, RecipeValue Title) : Statement(Node, When)
{
    public override SourceSpan At => Type.Span;

    public ImmutableArray<PropertyValue> Properties { get; init; } = [];

    public Repetition? ForEach { get; init; }

    /// <summary>Texts <c>verb type[title]</c>.</summary>
    public ImmutableArray<RecipeValue> Notify { get; init; } = [];

    /// <summary>Texts <c>type[title]</c>.</summary>
    public ImmutableArray<RecipeValue> After { get; init; } = [];

    public bool IsSecret { get; init; }

    public bool IgnoresFailure { get; init; }

    /// <summary>Whether it is applied under commit-confirm; null leaves it to the type.</summary>
    public bool? GuardsConnectivity { get; init; }
}

/// <summary>A property as given.</summary>
/// <param name="Key">Where its name stands.</param>
/// <param name="Schema">Null for a parameter of a type that recipes define.</param>
public sealed record PropertyValue(YamlScalar Key, PropertySchema? Schema, RecipeValue Value)
{
    public string Name => Key.Text;

    /// <summary>The value if it has no templates, as its type has it; null if it has some, or is wrong.</summary>
    public Value? Canonical { get; private init; }

    /// <summary>Reads a value, and checks it if it has no templates.</summary>
    internal static PropertyValue Read(YamlEntry given, PropertySchema? schema, DiagnosticBag diagnostics)
    {
        var value = RecipeValue.Read(given.Value, diagnostics);
        var canonical = value.Constant is { } constant && schema is not null ? schema.Type.Check(constant, new(given.Value), diagnostics) : value.Constant;
        return new(given.Key, schema, value) { Canonical = canonical };
    }
}

/// <param name="List">An expression that gives a list, or a map, whose items have <c>key</c> and <c>value</c>.</param>
/// <param name="Item">What the item is called.</param>
/// <param name="EachDecides">Whether the <c>when</c> names the item, and so is asked for each.</param>
public sealed record Repetition(RecipeValue List, string Item, bool EachDecides);
