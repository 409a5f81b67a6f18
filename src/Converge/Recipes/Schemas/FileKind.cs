using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Recipes.Schemas;

/// <summary>A kind of file that engineers write, as editors are told of it.</summary>
/// <param name="Name">As a command line has it.</param>
/// <param name="Files">Which files are of this kind, as a pattern below the tree.</param>
/// <param name="Root">The schema of the whole file.</param>
public sealed record FileKind(string Name, string Files, string Doc, ScriptObject Root)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>Whether it refers to entries of <c>resources</c>, which need many definitions.</summary>
    internal bool HasResources { get; init; }

    /// <summary>The document for editors: JSON Schema, draft 2020-12.</summary>
    public ScriptObject ToDocument()
    {
        var document = new ScriptObject
        {
            ["$schema"] = Value.From(Dialect),
            ["title"] = Value.From($"Converge: {Files}"),
            ["description"] = Value.From(Doc),
        };
        foreach (var (key, value) in Root)
            document.Set(key, value);
        var definitions = HasResources ? ResourceJsonSchema.Definitions() : [];
        if (HasResources)
        {
            definitions.Set(PartKeys.Search, Value.From(PartKeys.OfSearch()));
            definitions.Set(PartKeys.Check, Value.From(PartKeys.OfCheck()));
            document.Set("$defs", Value.From(definitions));
        }
        return document;
    }
}
