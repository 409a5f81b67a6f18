using Converge.Catalogs;
using Converge.Catalogs.Differences;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Catalogs.Differences;

public class DifferenceProperties
{
    private static readonly byte[] Key = [1, 2, 3];

    [Fact]
    public void A_tree_does_not_differ_from_itself() => ForAllTrees(static (files, _) =>
    {
        var difference = Compare(files, files);
        difference.Broken.ShouldBeEmpty();
        difference.Groups.ShouldBeEmpty();
    });

    [Fact]
    public void Nodes_without_a_change_have_the_same_catalog_and_others_have_not() => ForAllTrees(static (files, others) =>
    {
        var (before, after) = (Open(files), Open(others));
        var difference = FleetDifference.Of([.. NodePair.All(before, after, known: null)]);
        var changed = difference.Groups.SelectMany(static group => group.Nodes).ToHashSet(StringComparer.Ordinal);
        foreach (var node in before.Nodes.Where(node => after.Declares(node.Name)))
        {
            var same = Wishes(before.Compile(node)) == Wishes(after.Compile(after.Find(node.Name, [])!));
            changed.Contains(node.Name).ShouldBe(!same, node.Name);
        }
    });

    [Fact]
    public void Equal_trees_give_the_same_bytes_in_any_order_and_from_many_threads() => ForAllTrees(static (files, _) =>
    {
        var (one, other) = (Open(files), Open(files));
        var inOrder = one.Nodes.Select(node => Json(one.Compile(node))).ToList();
        var atOnce = other.Nodes.Reverse().AsParallel().AsOrdered().Select(node => Json(other.Compile(node))).Reverse().ToList();
        atOnce.ShouldBe(inOrder);
    });

    [Fact]
    public void What_changes_does_not_depend_on_which_node_is_done_first() => ForAllTrees(static (files, others) =>
        Print(Compare(files, others)).ShouldBe(Print(Compare(files, others))));

    [Fact]
    public void No_secret_is_in_any_output() => ForAllTrees(static (files, others) =>
    {
        Print(Compare(files, others)).ShouldNotContain(RandomTree.Canary);
        var fleet = Open(files);
        foreach (var node in fleet.Nodes)
        {
            Json(fleet.Compile(node)).ShouldNotContain(RandomTree.Canary);
            CatalogText.Of(fleet.Compile(node).Catalog!).ShouldNotContain(RandomTree.Canary);
        }
    });

    /// <summary>Two trees: the second one is another one, or differs from the first in a file.</summary>
    private static void ForAllTrees(Action<Dictionary<string, string>, Dictionary<string, string>> property)
    {
        for (var seed = 0; seed < 60 * Fuzz.Factor; seed++)
        {
            var random = new Random(seed);
            var (files, others) = (new RandomTree(random).Make(), new RandomTree(random).Make());
            var file = others.Keys.ElementAt(random.Next(others.Count));
            if (seed % 2 == 0)
                others = new(files, StringComparer.Ordinal) { [file] = others[file] };
            property(files, others);
        }
    }

    private static Fleet Open(Dictionary<string, string> files) => new(RecipeTree.Open(new MemoryTree(files)));

    private static FleetDifference Compare(Dictionary<string, string> before, Dictionary<string, string> after) =>
        FleetDifference.Of([.. NodePair.All(Open(before), Open(after), known: null)]);

    private static string Json(CompileResult result) => CatalogDocument.ToJson(result.Catalog!, Key);

    /// <summary>What a catalog wishes, without the places where that is written.</summary>
    private static string Wishes(CompileResult result)
    {
        var catalog = result.Catalog!;
        return string.Join('\n',
        [
            .. catalog.Roles,
            .. catalog.Recipes.Select(static recipe => $"{recipe.Name} {recipe.Version} {string.Join(' ', recipe.DependsOn)}"),
            .. catalog.Recipes.SelectMany(recipe => recipe.Resources.Select(resource => $"{recipe.Name} {resource.Id} {string.Join(' ', resource.Notifies)} {string.Join(' ', resource.Properties.Select(static p => $"{p.Key}={Reveal(p.Value.Value)}"))}")),
        ]);
    }

    private static string Reveal(Value value) => value.IsSecret ? value.AsSecret().Reveal() : value.ToString();

    private static string Print(FleetDifference difference) => string.Join('\n', difference.Groups.Select(static group =>
        $"{string.Join(' ', group.Nodes)}: {string.Join('\n', group.Changes.Select(static change => $"{change} {string.Join(", ", change.Details.Select(static detail => $"{detail} {detail.Before} {detail.After}"))}"))}"));
}
