using System.Diagnostics;
using System.Globalization;
using System.Text;
using Converge.Catalogs;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Catalogs;

/// <summary>A check of a large fleet takes seconds, and nothing makes it take for ever. The limits are far above what is usual.</summary>
public sealed class LargeFleetTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int RecipeCount = 200;
    private const int Nodes = 1000;
    private const int RecipesOfNode = 30;
    private const int ResourcesOfRecipe = 10;

    [Fact]
    public void Two_hundred_recipes_and_a_thousand_nodes_with_three_hundred_resources_each() => Patience.Run(TimeSpan.FromMinutes(2), () =>
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var recipe = 0; recipe < RecipeCount; recipe++)
            Add(files, recipe);
        for (var role = 0; role < RecipeCount / 10; role++)
            files[$"roles/role{role}.yaml"] = $"name: role{role}\nrecipes: [{string.Join(", ", Enumerable.Range(role * 10, RecipesOfNode).Select(static i => $"recipe{i % RecipeCount}"))}]\nattributes: {{recipe{role * 10}: {{size: 2}}}}\n";
        files["environments/production.yaml"] = "name: production\n";
        files["nodes/all.yaml"] = string.Concat(Enumerable.Range(0, Nodes).Select(static i => string.Create(CultureInfo.InvariantCulture, $"- {{name: node{i}, environment: production, roles: [role{i % 20}], ip: 10.0.{i / 250}.{i % 250}}}\n")));
        var watch = Stopwatch.StartNew();
        var fleet = Fleet.Open(new MemoryTree(files));
        FleetCheck.Run(fleet).Select(static problem => problem.ToString()).ShouldBeEmpty();
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s");
        fleet.Compile(fleet.Nodes.First()).Catalog!.Resources.Count().ShouldBe(RecipesOfNode * ResourcesOfRecipe);
    });

    [Theory]
    [InlineData("roles/web.yaml")]
    [InlineData("nodes/all.yaml")]
    [InlineData("recipes/web/recipe.yaml")]
    [InlineData("environments/production.yaml")]
    [InlineData("secrets/all.yaml")]
    public void A_file_of_fifty_megabytes_is_refused_at_once_or_read(string path) => Patience.Run(TimeSpan.FromMinutes(1), () =>
    {
        const int Lines = 5_000_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fleet = Fleet.Open(new MemoryTree(new Dictionary<string, string>(StringComparer.Ordinal) { [path] = new StringBuilder().Insert(0, "- a: [x]\n", Lines).ToString() }));
        var problems = FleetCheck.Run(fleet);
        problems.Count.ShouldBeInRange(1, 100);
        problems.ShouldAllBe(problem => problem.At.File == path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2L << 30);
    });

    [Fact]
    public void Many_mistakes_in_many_nodes_are_told_once() => Patience.Run(TimeSpan.FromMinutes(1), () =>
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["recipes/web/recipe.yaml"] = "name: web\nversion: 1.0.0\nresources:\n" + string.Concat(Enumerable.Range(0, 300).Select(static i => $"  - file: /{i}\n    content: \"{{{{ nothing{i} }}}}\"\n")),
            ["roles/web.yaml"] = "name: web\nrecipes: [web]\n",
            ["environments/production.yaml"] = "name: production\n",
            ["nodes/all.yaml"] = string.Concat(Enumerable.Range(0, Nodes).Select(static i => $"- {{name: node{i}, environment: production, roles: [web]}}\n")),
        };
        FleetCheck.Run(Fleet.Open(new MemoryTree(files))).Count.ShouldBe(300);
    });

    private static void Add(Dictionary<string, string> files, int recipe)
    {
        var text = new StringBuilder($"name: recipe{recipe}\nversion: 1.0.0\n");
        if (recipe % 10 > 0)
            text.Append($"depends: {{recipe{recipe - 1}: \"*\"}}\n");
        text.Append("attributes: {size: 1, names: [a, b]}\npeers:\n  others: {query: \"role:role1 AND environment:{{ node.environment }}\"}\nresources:\n");
        for (var resource = 0; resource < ResourcesOfRecipe; resource++)
            text.Append($"  - file: /etc/{recipe}/{resource}\n    {(resource % 2 == 0 ? "template: t.sbn" : $"content: \"{{{{ recipe{recipe}.size }}}} {{{{ node.name }}}}\"")}\n    mode: \"0644\"\n");
        files[$"recipes/recipe{recipe}/recipe.yaml"] = text.ToString();
        files[$"recipes/recipe{recipe}/templates/t.sbn"] = $"{{{{ for n in recipe{recipe}.names }}}}{{{{ n }}}} {{{{ node.ip }}}}\n{{{{ end }}}}{{{{ for p in peers.others }}}}{{{{ p.name }}}}\n{{{{ end }}}}";
    }
}
