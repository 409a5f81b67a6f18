using System.Collections.Immutable;
using Converge.Facts;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Reading;

namespace Converge.Catalogs.Cases;

/// <summary>Reads what a case gives. What is wrong with it is collected, with places in the file.</summary>
internal sealed class CaseReader
{
    private const string DefaultName = "node1";

    // It has no attributes, so what the fleet says does not reach into the cases of a recipe.
    private const string DefaultEnvironment = "test";

    private readonly DiagnosticBag _diagnostics = [];
    private readonly string _recipe;
    private readonly CaseFile _file;

    private CaseReader(string recipe, CaseFile file)
    {
        _recipe = recipe;
        _file = file;
    }

    /// <param name="path">In the tree.</param>
    public static RecipeCase Read(string recipe, string path, SourceText source)
    {
        try
        {
            return new CaseReader(recipe, CaseFile.Parse(source)).Read(path);
        }
        catch (CaseException e)
        {
            var empty = CaseFile.Parse(source.Path, $"# {path}\n-- {CaseSections.Node} --\n");
            return new(recipe, path, empty) { Node = new(DefaultName) { Environment = new("") }, Problems = [e.Problem] };
        }
    }

    private RecipeCase Read(string path)
    {
        CheckSections();
        var (node, facts) = ReadNode();
        return new RecipeCase(_recipe, path, _file)
        {
            Node = node with { Attributes = Mapping(CaseSections.Attributes, "recipes to their attributes") },
            Facts = facts,
            Peers = PeerReading.Read(Parse(CaseSections.Peers), node, _diagnostics),
            Secrets = CaseSecrets.Read(Mapping(CaseSections.Secrets, "names to secrets"), _diagnostics),
            Problems = [.. _diagnostics.Sorted()],
        };
    }

    private void CheckSections()
    {
        foreach (var section in _file.Sections)
        {
            if (!CaseSections.IsKnown(section.Name))
                _diagnostics.Error(new(_file.Path, section.Line, 1), $"a case of a recipe has no section '{section.Name}'", Suggestions.Hint(section.Name, CaseSections.All) ?? $"its sections are {string.Join(", ", CaseSections.All)}");
        }
    }

    private (NodeIdentity Node, FactSet Facts) ReadNode()
    {
        var mapping = Mapping(CaseSections.Node, "what a node is");
        var fields = mapping is null ? null : new Fields(mapping, "the node of a case", _diagnostics);
        var roles = fields?.Texts("roles") ?? [];
        var recipes = ReadRecipes(fields);
        var environment = fields?.Text("environment");
        var node = new NodeIdentity(fields?.Text("name")?.Text ?? DefaultName, mapping?.Span)
        {
            Environment = environment is null ? new(DefaultEnvironment) { IsAssumed = true } : new(environment.Text, environment.Span),
            Roles = [.. roles.Select(static role => new RoleName(role.Text, role.Span))],
            // What is not said is the recipe that the case is of.
            Recipes = roles.IsEmpty && recipes.IsEmpty ? [new(_recipe, Part: null, mapping?.Span ?? new(_file.Path, 1, 1))] : recipes,
            Ip = fields?.Text("ip")?.Text,
            Fqdn = fields?.Text("fqdn")?.Text,
        };
        var facts = fields?.Map("facts") is { } known ? FactSet.Of(known.ToValue().AsObject().Freeze()) : FactSet.Unknown;
        fields?.End();
        return (node, facts);
    }

    private ImmutableArray<RecipeReference> ReadRecipes(Fields? fields) =>
        [.. (fields?.Texts("recipes") ?? []).Select(text => RecipeReference.Read(text, _diagnostics)).OfType<RecipeReference>()];

    private YamlMapping? Mapping(string section, string what)
    {
        var node = Parse(section);
        if (node is not (null or YamlMapping or YamlScalar { IsNull: true }))
            _diagnostics.Error(node.Span, $"'{section}' must be a mapping of {what}, not {node.Description}");
        return node as YamlMapping;
    }

    private YamlNode? Parse(string section) => _file.Find(section) is { } found ? YamlDocument.Parse(found.Source, _diagnostics) : null;
}
