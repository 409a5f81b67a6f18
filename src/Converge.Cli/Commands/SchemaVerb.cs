using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes.Schemas;

namespace Converge.Cli.Commands;

internal sealed class SchemaVerb : Verb
{
    private static readonly Parameter Kind = new("KIND", "of which files; without, those that there are, with their names", optional: true);

    public override string Name => "schema";

    public override string Summary => "print the JSON Schema of a kind of file, for editors";

    public override Parameter[] Parameters => [Kind];

    public override string Example =>
        """
        $ converge schema
        recipe         recipes/*/recipe.yaml
        part           recipes/*/*.yaml
        resource-type  recipes/*/resources/*.yaml
        role           roles/*.yaml
        environment    environments/*.yaml
        nodes          nodes/*.yaml
        node           an entry of nodes/*.yaml
        $ converge schema role >role.schema.json
        """;

    public override int Run(Invocation invocation)
    {
        if (!invocation.Has(Kind))
        {
            Standard.Output(Table.Print([.. FileKinds.All.Select(static kind => (string[])[kind.Name, kind.Files])]));
            return 0;
        }
        var kind = FileKinds.Find(invocation[Kind]) ?? throw new UserException(
            $"there is no schema of '{invocation[Kind]}'", Suggestions.Hint(invocation[Kind], FileKinds.Names) ?? $"there are {string.Join(", ", FileKinds.Names)}");
        Standard.Output($"{JsonText.Write(Value.From(kind.ToDocument()), new(Indent: 2))}\n");
        return 0;
    }
}
