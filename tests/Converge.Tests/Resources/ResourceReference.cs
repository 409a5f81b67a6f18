using System.Text;
using Converge.Resources;

namespace Converge.Tests.Resources;

/// <summary>The reference of the resource types as Markdown.</summary>
internal static class ResourceReference
{
    private const string Introduction = """
        <!-- Made from the schemas in src/Converge/Resources/Schemas; CONVERGE_UPDATE=1 ./test writes it. -->
        # Resources

        An entry of `resources` is a mapping with one key that names a type; its value is the title, or a list of titles for
        several resources with the same properties. A property that is left out, or null, is left alone on the machine. A list
        with one item can be written without brackets. A template may stand in the place of every value. A value marked *may
        be secret* can come from `secret`; nowhere else can one.

        All of them have these keys, too:

        | key | meaning |
        |---|---|
        | `when` | expression; false: the resource is not in the catalog |
        | `for_each`, `as` | one resource per item of a list, which is called `item` or as `as` says |
        | `notify` | `verb type[title]`, or a list: who is told of a change |
        | `after` | `type[title]` in another recipe that must be done first |
        | `secret` | true: the content is shown nowhere but on the target |
        | `guard` | `connectivity`: what was there comes back if the machine cannot be reached; `none` |
        | `ignore_failure` | true: the run goes on if it fails |
        """;

    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n")).Append("\n\n");
        text.Append(string.Join(",\n", ResourceTypes.All.Chunk(6).Select(static types => string.Join(", ", types.Select(static s => $"[{s.Name}](#{s.Name})"))))).Append('\n');
        foreach (var schema in ResourceTypes.All)
            Append(text, schema);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ResourceSchema schema)
    {
        text.Append($"\n## {schema.Name}\n\n{schema.Doc}\n\nTitle: {schema.Title.Description}.");
        if (schema.Verbs.Length > 0)
            text.Append($" Can be notified to {string.Join(", ", schema.Verbs.Select(static v => $"`{v}`"))}.");
        if (schema.Guards(""))
            text.Append(" Guards connectivity unless told otherwise.");
        text.Append('\n');
        if (schema.Properties.IsEmpty)
            return;
        text.Append("\n| property | must be | meaning |\n|---|---|---|\n");
        foreach (var property in schema.Properties)
            text.Append($"| `{property.Name}` | {Cell(property.Type.Description)}{(property.Type.AllowsSecret ? "; *may be secret*" : "")} | {(property.Required ? "Required. " : "")}{Cell(property.Doc)} |\n");
    }

    private static string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal).Replace("*'", @"\*'", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
