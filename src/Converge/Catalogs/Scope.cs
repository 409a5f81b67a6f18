using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>Where statements are compiled: whose names they see, and what their resources belong to.</summary>
/// <param name="Recipe">Whose templates, files and types are meant.</param>
/// <param name="Names">Not to be changed; <see cref="With"/> makes another one.</param>
internal sealed record Scope(Recipe Recipe, RenderOptions Names)
{
    /// <summary>The resource inside of which this is, if its type is one that a recipe defines.</summary>
    public OpenContainer? Container { get; init; }

    /// <summary>The same with one more name.</summary>
    public Scope With(string name, Value value)
    {
        var model = new ScriptObject(Names.Model.Count + 1);
        foreach (var (key, known) in Names.Model)
            model.Set(key, known);
        model.Set(name, value);
        return this with { Names = Names with { Model = model } };
    }
}

/// <summary>A resource of a type that a recipe defines, as far as it concerns what is inside.</summary>
/// <param name="Traits">Its own and those of what it is inside of.</param>
internal sealed record OpenContainer(ResourceId Id, Traits Traits, OpenContainer? Outer)
{
    public bool IsIn(string type) => Id.Type == type || Outer?.IsIn(type) == true;
}

/// <summary>The common keys of a resource, evaluated.</summary>
internal sealed record Traits
{
    public static Traits None { get; } = new();

    public IReadOnlyList<PendingReference> Notify { get; init; } = [];

    public IReadOnlyList<PendingReference> After { get; init; } = [];

    public bool IsSecret { get; init; }

    public bool IgnoresFailure { get; init; }

    public bool? GuardsConnectivity { get; init; }

    /// <summary>What is inside has the traits of what it is inside of.</summary>
    public Traits Within(Traits outer) => new()
    {
        Notify = [.. Notify, .. outer.Notify],
        After = [.. After, .. outer.After],
        IsSecret = IsSecret || outer.IsSecret,
        IgnoresFailure = IgnoresFailure || outer.IgnoresFailure,
        GuardsConnectivity = GuardsConnectivity ?? outer.GuardsConnectivity,
    };
}

/// <summary>The name of another resource, to be looked up when all are known.</summary>
/// <param name="Verb">What is asked of it; empty for <c>after</c>.</param>
internal sealed record PendingReference(string Verb, ResourceId Target, SourceSpan At);
