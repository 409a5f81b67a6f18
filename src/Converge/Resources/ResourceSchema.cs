using System.Collections.Frozen;
using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources;

/// <summary>A type of resource as recipes see it; what it does on a machine is told elsewhere.</summary>
/// <param name="Doc">One or two sentences for the reference.</param>
/// <param name="Title">What the title is, checked like a property.</param>
public sealed record ResourceSchema(string Name, string Doc, PropertyType Title, ImmutableArray<PropertySchema> Properties)
{
    private readonly FrozenDictionary<string, PropertySchema> _byName = Properties.ToFrozenDictionary(
        static p => p.Name,
        StringComparer.Ordinal);

    /// <summary>Those that must be given.</summary>
    public ImmutableArray<PropertySchema> Required { get; } = [.. Properties.Where(static p => p.Required)];

    /// <summary>What a notification may ask of it.</summary>
    public ImmutableArray<string> Verbs { get; init; } = [];

    /// <summary>Whether a list as the title is one title (an argv), and not several resources.</summary>
    public bool TitleIsList { get; init; }

    /// <summary>Whether one of this title is applied under commit-confirm unless the recipe says otherwise.</summary>
    public Func<string, bool> Guards { get; init; } = static _ => false;

    /// <summary>What no property can say alone: of two only one, one of several needed.</summary>
    public Action<ResourceCheck>? Rule { get; init; }

    /// <summary>
    /// What the title and the properties come to together; asked after <see cref="Rule"/> if there was no error. Null after
    /// it added one.
    /// </summary>
    public Func<ResourceCheck, Completion?>? Complete { get; init; }

    public PropertySchema? Find(string property) => _byName.GetValueOrDefault(property);
}

/// <param name="Doc">One sentence for the reference and for editors.</param>
public sealed record PropertySchema(string Name, PropertyType Type, string Doc)
{
    public bool Required { get; init; }

    /// <summary>Names that stand for themselves in its templates, since only the run knows them: <c>{{ path }}</c>.</summary>
    public ImmutableArray<string> Placeholders { get; init; } = [];
}

/// <summary>A resource whose properties are right one by one, for the rule of its type.</summary>
/// <param name="Where">The place of a property, by name; of the title for a name that is not given.</param>
public sealed record ResourceCheck(ResourceId Id, ScriptObject Properties, Func<string, Place> Where, DiagnosticBag Diagnostics)
{
    /// <summary>The title as its type gave it back: a list where <see cref="ResourceSchema.TitleIsList"/> allows one.</summary>
    public Value Title { get; init; } = Value.From(Id.Title);

    /// <summary>Whether a property was given, and is not null.</summary>
    public bool Has(string property) => Properties.TryGet(property, out var value) && !value.IsNull;
}

/// <summary>A resource as it stands in the catalog.</summary>
/// <param name="Title">In full, where the one that was written does not tell two resources apart: <c>/etc/hosts: db</c>.</param>
public sealed record Completion(string Title, ScriptObject Properties);
