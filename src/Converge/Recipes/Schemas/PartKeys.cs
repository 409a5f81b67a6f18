using Converge.Language.Values;
using Converge.Resources;
using Converge.Resources.Types;

namespace Converge.Recipes.Schemas;

/// <summary>What a recipe and each of its parts can have: peers, resources, checks.</summary>
internal static class PartKeys
{
    /// <summary>The definition of a search for peers.</summary>
    public const string Search = "search";

    /// <summary>The definition of an entry of <c>checks</c>.</summary>
    public const string Check = "check";

    public static Key Summary => new("summary", JsonSchemas.Text(), "What it is for, in one line.");

    public static Key Resources => new("resources", Forms.ListOf(Forms.Reference("entry")), "What should be on the machine, from top to bottom.");

    public static Key Peers => new("peers", Forms.MapOf(Forms.Reference(Search), "^[A-Za-z][A-Za-z0-9_]{0,63}$"), "Searches for other nodes; expressions know the answers as 'peers.name'.");

    public static Key Checks => new("checks", Forms.ListOf(Forms.Reference(Check)), "What healthy means: run after the resources.");

    public static ScriptObject OfSearch() => Forms.Mapping(
        new("query", JsonSchemas.Text(), "Which nodes, as in 'role:app AND environment:{{ node.environment }}'.") { IsRequired = true },
        new("require", Forms.Texts(), "Fields that a node must have; one that lacks a field is left out and reported."),
        new("min", Forms.Count(), "At least so many nodes."),
        new("max", Forms.Count(), "At most so many nodes."),
        new("count", Forms.Count(), "Exactly so many nodes."),
        new("otherwise", new() { ["enum"] = JsonSchemas.List("keep", "fail", "empty") }, "What to do if there are not as many: keep the last good answer (default), fail, or go on without any."));

    public static ScriptObject OfCheck()
    {
        var alternatives = CheckTypes.All.Select(static check => Value.From(Of(check)));
        return new() { ["anyOf"] = Value.From(new ScriptArray(alternatives)) };
    }

    private static ScriptObject Of(ResourceSchema check)
    {
        var when = JsonSchemas.AnyOf(JsonSchemas.OfType("boolean"), JsonSchemas.Text());
        return Forms.Mapping(
        [
            new(check.Name, ResourceJsonSchema.OrTemplate(check.Title.JsonSchema), check.Doc) { IsRequired = true },
            .. check.Properties.Select(static property => new Key(property.Name, ResourceJsonSchema.OrTemplate(property.Type.JsonSchema), property.Doc)),
            new("when", when, "An expression; false: it is not checked."),
        ]);
    }
}
