using Converge.Catalogs;
using Converge.Facts;
using Converge.Language.Cases;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Catalogs;

/// <summary>A tree and what one of its nodes comes to.</summary>
public class CompileCases
{
    private static readonly CaseKind Kind = new(["file *", "node", "inventory", "secrets"], ["resources", "problems", "excluded", "peers", "order"]);

    [Theory]
    [CaseData("Catalogs/Cases")]
    public void A_tree_compiles_as_the_case_says(CaseLocation location) => Kind.Check(location, Compile);

    private static Dictionary<string, string> Compile(CaseFile file)
    {
        var files = file.Sections.Where(static s => s.Name.StartsWith("file ", StringComparison.Ordinal)).ToDictionary(static s => s.Name[5..], static s => s.Text, StringComparer.Ordinal);
        var tree = RecipeTree.Open(new MemoryTree(files));
        var name = file.Find("node")?.Text.Trim() ?? "web1";
        var entry = tree.Nodes.FirstOrDefault(node => node.Matches(name));
        var result = entry is null
            ? new CompileResult(null, [.. tree.Diagnostics])
            : Compiler.Compile(new()
            {
                Tree = tree,
                Recipes = tree,
                Node = NodeIdentity.Of(entry, name),
                Facts = entry.Facts is { } facts ? FactSet.Of(facts) : FactSet.Unknown,
                Inventory = new(ReadInventory(file)),
                Secrets = new SecretValues(file),
            });
        return Describe(result, file);
    }

    private static Dictionary<string, string> Describe(CompileResult result, CaseFile file)
    {
        var actual = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["resources"] = result.Catalog is null ? "" : CatalogText.Of(result.Catalog),
            ["problems"] = string.Concat(result.Diagnostics.Select(static d => $"{d}\n")),
        };
        Add("excluded", result.Excluded.Select(static e => $"{e.At} {e.Resource}: {e.Condition}"));
        Add("peers", result.Catalog?.Peers.Select(static p => $"{p.Recipe} {p.Name}: {string.Join(' ', p.Nodes.Select(static n => n.Name))}; left out: {string.Join(' ', p.LeftOut)}; {p.Broken}"));
        Add("order", result.Catalog?.Recipes.Select(static r => $"{r.Name} {r.Version} after {string.Join(' ', r.DependsOn)}"));
        return actual;

        void Add(string section, IEnumerable<string>? lines)
        {
            if (file.Find(section) is not null)
                actual[section] = string.Concat((lines ?? []).Select(static line => line + "\n"));
        }
    }

    private static Inventory ReadInventory(CaseFile file)
    {
        var list = file.Find("inventory") is { } section ? (YamlSequence)YamlDocument.Parse(SourceText.From("inventory", section.Text), [])! : null;
        return new((list?.Items ?? []).Select(static item => item.ToValue().AsObject()).Select(static node => new NodeDocument(node["name"].AsString(), node)), generation: 7);
    }

    private sealed class SecretValues(CaseFile file) : ISecretProvider
    {
        private readonly ScriptObject _values = file.Find("secrets") is { } section ? YamlDocument.Parse(SourceText.From("secrets", section.Text), [])!.ToValue().AsObject() : [];

        public IEnumerable<string> Names => _values.Keys.ToArray();

        public SecretText? Find(string path) => _values.TryGet(path, out var text) ? new(text.AsString()) : null;
    }
}
