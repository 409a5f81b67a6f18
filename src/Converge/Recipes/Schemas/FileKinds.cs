using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources.Types;

namespace Converge.Recipes.Schemas;

/// <summary>All kinds of files that engineers write: the table of contents of the schemas for editors.</summary>
public static class FileKinds
{
    public static ImmutableArray<FileKind> All { get; } =
    [
        new("recipe", "recipes/*/recipe.yaml", "A recipe: what should be on a machine, and what it needs for that.", Recipe()) { HasResources = true },
        new("part", "recipes/*/*.yaml", "A part of a recipe, which roles and other parts call 'recipe::part'.", Part()) { HasResources = true },
        new("resource-type", "recipes/*/resources/*.yaml", "A resource type that consists of others, used as 'recipe.type: title'.", ResourceType()) { HasResources = true },
        new("role", "roles/*.yaml", "What a node is for: recipes and attributes.", Role()),
        new("environment", "environments/*.yaml", "A stage of the fleet: what it follows, which versions it takes, what differs there.", Environment()),
        new("nodes", "nodes/*.yaml", "Which nodes have which roles in which environment.", Forms.ListOf(Node())),
        new("node", "an entry of nodes/*.yaml", "Which node, or which nodes, have which roles in which environment.", Node()),
    ];

    public static IEnumerable<string> Names => All.Select(static kind => kind.Name);

    public static FileKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    private static ScriptObject Recipe() => Forms.Mapping(
        new("name", Forms.OwnName(), "The name of its folder.") { IsRequired = true },
        new("version", JsonSchemas.Text(), "Three numbers, as in 1.2.0 (SemVer).") { IsRequired = true },
        PartKeys.Summary,
        new("depends", Forms.Versions(), "Recipes that come first, and which versions of them will do, as in \"[1.0,2.0)\" or \"1.*\"."),
        new("attributes", Forms.Defaults(), "Defaults, which are also the schema; null: whoever includes the recipe must set it."),
        PartKeys.Peers,
        PartKeys.Resources,
        PartKeys.Checks);

    private static ScriptObject Part() => Forms.Mapping(PartKeys.Summary, PartKeys.Peers, PartKeys.Resources, PartKeys.Checks);

    private static ScriptObject ResourceType() => Forms.Mapping(
        new("parameters", Forms.Defaults(), "Defaults, which are also the schema; null: it must be given. Inside they are 'self.name'."),
        PartKeys.Summary,
        PartKeys.Resources);

    private static ScriptObject Role() => Forms.Mapping(
        new("name", Forms.OwnName(), "The name of its file.") { IsRequired = true },
        PartKeys.Summary,
        new("recipes", Forms.Texts(), "Recipes, or parts of them as 'recipe::part', in their order."),
        new("attributes", Forms.Attributes(), "What differs from the defaults, by recipe; 'key+' adds to a list."));

    private static ScriptObject Environment() => Forms.Mapping(
        new("name", Forms.OwnName(), "The name of its file.") { IsRequired = true },
        PartKeys.Summary,
        new("follow", Forms.Word(), "The branch, tag or commit that its nodes apply."),
        new("recipes", Forms.Versions(), "Which versions it takes; 'converge lock' pins them."),
        new("attributes", Forms.Attributes(), "What differs here, by recipe, whatever the role."),
        new("roles", Forms.MapOf(Forms.Mapping(new Key("attributes", Forms.Attributes(), "What differs, by recipe."))), "What differs here for nodes with a role."),
        new("rollout", Rollout(), "How a new commit reaches its nodes."));

    private static ScriptObject Rollout()
    {
        var share = JsonSchemas.Text("^[0-9]+%$");
        return Forms.Mapping(
            new("canary", JsonSchemas.Text(), "A query: the nodes that come first."),
            new("waves", Forms.ListOf(JsonSchemas.AnyOf(share, Forms.Count())), "Shares such as 10%, or numbers of nodes."),
            new("soak", JsonSchemas.Text(), "How long a wave must stay healthy before the next one, as in 10m."),
            new("halt", Forms.Mapping(new Key("failed", Forms.Count(), "Failed nodes."), new Key("unhealthy", Forms.Count(), "Unhealthy nodes.")), "How many bad nodes stop it."),
            new("revert", JsonSchemas.OfType("boolean"), "Whether a rollout that stopped is taken back."),
            new("disruption", Forms.MapOf(Forms.Count()), "By role, how many nodes may be disturbed at once."),
            new("freeze", Forms.Texts(), "Times when nothing is rolled out."));
    }

    private static ScriptObject Node()
    {
        var node = Forms.Mapping(
            new("name", JsonSchemas.Text("^[^*? /]+$"), "One node, by its name."),
            new("match", JsonSchemas.Text(), "All nodes whose name fits a pattern such as app*.example.com."),
            new("environment", JsonSchemas.Text(), "Its environment.") { IsRequired = true },
            new("roles", Forms.Texts(), "What it is for, in this order."),
            new("ip", JsonSchemas.Text(), "Its address, for peers that are found without a server."),
            new("fqdn", JsonSchemas.Text(), "Its full name, if that is not its name."),
            new("attributes", Forms.Attributes(), "What differs on this node, by recipe."),
            new("facts", JsonSchemas.OfType("object"), "What is known of its machine, for those who compile it elsewhere."));
        node.Set("oneOf", Value.From(new ScriptArray([Required("name"), Required("match")])));
        return node;
    }

    private static Value Required(string key) => Value.From(new ScriptObject { ["required"] = JsonSchemas.List(key) });
}
