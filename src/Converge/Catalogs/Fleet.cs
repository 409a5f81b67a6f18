using System.Collections.Concurrent;
using Converge.Facts;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Secrets;
using Converge.Recipes.Trees;

namespace Converge.Catalogs;

/// <summary>A tree with the nodes that it declares, ready to compile any of them. Safe for many threads.</summary>
public sealed class Fleet
{
    // Where the entries are found that match more than one name.
    private const string AnyName = "*";

    private readonly SealedSecrets _secrets;
    private readonly OpenSecrets? _open;
    private readonly Func<FleetEnvironment?, IRecipeSource> _recipes;
    private readonly ConcurrentDictionary<string, IRecipeSource> _byEnvironment = new(StringComparer.Ordinal);
    private readonly NodeKinds _kinds = new();
    private readonly Lazy<Inventory> _inventory;
    private readonly Lazy<ILookup<string, NodeEntry>> _entries;

    /// <param name="recipes">The recipes that an environment takes; null for those of the tree itself.</param>
    /// <param name="inventory">All nodes there are; null for those that the tree declares.</param>
    /// <param name="keys">What secrets are decrypted with; if not given, their encrypted forms stand for them.</param>
    public Fleet(RecipeTree tree, Func<FleetEnvironment?, IRecipeSource>? recipes = null, Inventory? inventory = null, SecretKeys? keys = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        Tree = tree;
        _recipes = recipes ?? (_ => tree);
        _secrets = new(tree.Files);
        _open = keys is null ? null : new(_secrets, keys);
        HasInventory = inventory is not null;
        _inventory = new(() => inventory ?? FromEntries());
        _entries = new(() => tree.Nodes.ToLookup(static entry => entry.IsOneNode ? entry.Pattern : AnyName, StringComparer.Ordinal));
    }

    public RecipeTree Tree { get; }

    public Inventory Inventory => _inventory.Value;

    /// <summary>Whether it was told of all nodes, and does not only know those that the tree declares by name.</summary>
    public bool HasInventory { get; }

    /// <summary>The nodes that are declared by name, in the order of the names; of two entries for one, the first.</summary>
    public IEnumerable<NodeIdentity> Nodes => Tree.Nodes
        .Where(static entry => entry.IsOneNode)
        .DistinctBy(static entry => entry.Pattern, StringComparer.Ordinal)
        .OrderBy(static entry => entry.Pattern, StringComparer.Ordinal)
        .Select(static entry => NodeIdentity.Of(entry, entry.Pattern));

    public static Fleet Open(ITree files) => new(RecipeTree.Open(files));

    /// <summary>Whether an entry of <c>nodes/</c> matches a name.</summary>
    public bool Declares(string name) => EntriesOf(name).Count > 0;

    /// <summary>The node of a name; null, with an error, if no entry of <c>nodes/</c> matches it, or more than one does.</summary>
    public NodeIdentity? Find(string name, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var entries = EntriesOf(name);
        if (entries is [var entry])
            return NodeIdentity.Of(entry, name);
        if (entries.Count == 0)
            diagnostics.Error(new("nodes", 1, 1), $"no entry of nodes/ matches '{name}'", Suggestions.Hint(name, Tree.Nodes.Select(static node => node.Pattern)));
        else
            diagnostics.Add(MatchedTwice(name, entries));
        return null;
    }

    /// <summary>Names that more than one entry matches.</summary>
    public IEnumerable<Diagnostic> FindConflicts()
    {
        foreach (var name in Tree.Nodes.Where(static entry => entry.IsOneNode).Select(static entry => entry.Pattern).Distinct(StringComparer.Ordinal))
        {
            if (EntriesOf(name) is { Count: > 1 } entries)
                yield return MatchedTwice(name, entries);
        }
    }

    /// <summary>The recipes that an environment takes; for one that is not there, those of the tree.</summary>
    public IRecipeSource RecipesOf(string environment) =>
        _byEnvironment.GetOrAdd(environment, name => _recipes(Tree.Environments.GetValueOrDefault(name)));

    /// <summary>The secrets of the tree as they are in git.</summary>
    public SealedSecrets Secrets => _secrets;

    /// <summary>Compiles a node with what the tree knows of it.</summary>
    public CompileResult Compile(NodeIdentity node) => Compiler.Compile(InputsOf(node));

    /// <summary>What decides on which secrets a node may read: what git says of it, and nothing that it says itself.</summary>
    public static NodeDocument ReaderOf(NodeIdentity node) => NodeModel.ToDocument(node, FactSet.Unknown, [], attributes: null);

    /// <summary>What a node is compiled from.</summary>
    public CompileInputs InputsOf(NodeIdentity node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Start(node) with
        {
            // Only whoever searches needs the others, and to find them takes a while.
            Inventory = new(() => _inventory.Value),
        };
    }

    /// <summary>A node as others find it.</summary>
    public NodeDocument DocumentOf(NodeIdentity node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Inventory.Find(node.Name) ?? Describe(node);
    }

    /// <summary>In the order in which they were read.</summary>
    private List<NodeEntry> EntriesOf(string name)
    {
        List<NodeEntry> entries = [.. _entries.Value[name], .. _entries.Value[AnyName].Where(entry => entry.Matches(name))];
        return entries.Count > 1 ? [.. Tree.Nodes.Where(entry => entry.Matches(name))] : entries;
    }

    private static Diagnostic MatchedTwice(string name, List<NodeEntry> entries) =>
        Diagnostic.Error(entries[1].At, $"the node '{name}' is matched by {entries.Count} entries", "one entry must say all of a node") with
        {
            Related = [.. entries.Where((_, i) => i != 1).Select(static entry => new RelatedPosition(entry.At, $"by '{entry.Pattern}'"))],
        };

    private CompileInputs Start(NodeIdentity node) => new()
    {
        Tree = Tree,
        Recipes = RecipesOf(node.Environment.Name),
        Node = node,
        Facts = FactsOf(node),
        Secrets = _open?.For(ReaderOf(node)) ?? _secrets.For(ReaderOf(node)),
        Kinds = _kinds,
    };

    /// <summary>What an inventory says of its machine is as good as what its entry says.</summary>
    internal FactSet FactsOf(NodeIdentity node)
    {
        if (node.Facts is { } facts)
            return FactSet.Of(facts);
        return HasInventory && Inventory.Find(node.Name)?.Fields.TryGet("facts", out var reported) == true && reported.As<ScriptObject>() is { } known ? FactSet.Of(known) : FactSet.Unknown;
    }

    /// <summary>The declared nodes as they would say of themselves, as far as that can be known here.</summary>
    private Inventory FromEntries() => new(Nodes.AsParallel().AsOrdered().Select(Describe), generation: 0);

    private NodeDocument Describe(NodeIdentity node)
    {
        var inputs = Start(node);
        var result = Compiler.CompileAttributes(inputs);
        return NodeModel.ToDocument(node, inputs.Facts, result.RunList?.Recipes ?? [], result.Attributes);
    }
}
