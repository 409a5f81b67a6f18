using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes.Reading;
using Converge.Recipes.Schemas;
using Converge.Recipes.Skeletons;
using Converge.Recipes;
using Converge.Resources;
using Converge.Testing.Cases;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Schemas;

public class FileKindTests
{
    private const string Unknown = "zzzzzzzzzzzz";

    [Theory]
    [InlineData("recipe", "recipes/web/recipe.yaml", "")]
    [InlineData("part", "recipes/web/logs.yaml", "")]
    [InlineData("resource-type", "recipes/web/resources/site.yaml", "")]
    [InlineData("role", "roles/web.yaml", "")]
    [InlineData("environment", "environments/test.yaml", "")]
    [InlineData("environment", "environments/test.yaml", "rollout", "rollout: {0}")]
    [InlineData("environment", "environments/test.yaml", "rollout/halt", "rollout: {{halt: {0}}}")]
    [InlineData("environment", "environments/test.yaml", "roles/*", "roles: {{web: {0}}}")]
    [InlineData("node", "nodes/all.yaml", "", "- {{name: a, {1}}}")]
    [InlineData("recipe", "recipes/web/recipe.yaml", "peers/*", "peers: {{a: {{query: a, {1}}}}}")]
    [InlineData("recipe", "recipes/web/recipe.yaml", "resources/include", "resources: [{{include: a, {1}}}]")]
    public void The_keys_that_are_read_are_those_of_the_schema(string kind, string file, string path, string text = "{1}")
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["recipes/web/recipe.yaml"] = "", [file] = string.Format(text, $"{{{Unknown}: 1}}", $"{Unknown}: 1") };
        var complaint = FleetCheck.Run(Fleet.Open(new MemoryTree(files))).Single(static problem => problem.Message.EndsWith($"has no key '{Unknown}'", StringComparison.Ordinal));
        var known = complaint.Hint!["its keys are ".Length..].Split(", ");
        known.Order(StringComparer.Ordinal).ShouldBe(KeysOf(FileKinds.Find(kind)!.ToDocument(), path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_keys_of_every_resource_are_those_of_its_type_and_the_common_ones()
    {
        var definitions = FileKinds.Find("recipe")!.ToDocument()["$defs"].AsObject();
        foreach (var type in ResourceTypes.All)
            definitions[type.Name].AsObject()["properties"].AsObject().Keys.ToArray().ShouldBe([type.Name, .. type.Properties.Select(static p => p.Name), .. StatementReader.CommonKeys], ignoreOrder: true);
    }

    [Theory]
    [CaseData("Catalogs/Cases")]
    public void What_compiles_is_valid(CaseLocation location)
    {
        var given = CaseFile.Load(location.Path);
        if (given.Find("problems") is { Text.Length: > 0 })
            return;
        foreach (var section in given.Sections.Where(static s => s.Name.StartsWith("file ", StringComparison.Ordinal) && s.Name.EndsWith(".yaml", StringComparison.Ordinal)))
            Check(section.Name["file ".Length..], section.Text);
    }

    [Theory]
    [CaseData("Resources/Cases/Valid")]
    public void Every_property_is_valid(CaseLocation location) => Check("recipes/web/web.yaml", $"resources:\n{CaseFile.Load(location.Path)["resources"]}");

    [Theory]
    [InlineData("recipe", "recipes/web/recipe.yaml")]
    [InlineData("role", "roles/web.yaml")]
    [InlineData("environment", "environments/web.yaml")]
    [InlineData("node", "nodes/web.yaml")]
    public void Skeletons_are_valid_and_lint_clean(string kind, string path)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["environments/test.yaml"] = "name: test\n" };
        foreach (var file in SkeletonKinds.Make(kind, "web", RecipeTree.Open(new MemoryTree(files)), out _)!.Files)
            files.Add(file.Path, file.Text);
        FleetCheck.Run(Fleet.Open(new MemoryTree(files))).ShouldBeEmpty();
        Check(path, files[path]);
    }

    [Theory]
    [InlineData("role", "name: web\nrecipe: [web]")]
    [InlineData("role", "recipes: [web]")]
    [InlineData("recipe", "name: web\nversion: 1.0.0\nresources:\n  - servce: nginx")]
    [InlineData("recipe", "name: web\nversion: 1.0.0\nresources:\n  - service: nginx\n    runing: true")]
    [InlineData("recipe", "name: web\nversion: 1.0.0\nchecks:\n  - tcp: 80\n    withn: 3s")]
    [InlineData("recipe", "name: web\nversion: 1.0.0\npeers: {a: {require: [ip]}}")]
    [InlineData("nodes", "- {name: a, match: a*, environment: test}")]
    [InlineData("environment", "name: test\nrollout: {waves: [much]}")]
    public void What_is_wrong_is_not(string kind, string text) => Validate(kind, text).ShouldNotBeNull();

    private static void Check(string path, string text) => (KindOf(path) is { } kind ? Validate(kind, text) : null).ShouldBeNull(path);

    private static string? Validate(string kind, string text) =>
        SchemaCheck.Check(FileKinds.Find(kind)!.ToDocument(), YamlDocument.Parse(SourceText.From("file.yaml", text), [])!.ToValue());

    private static string? KindOf(string path) => path.Split('/') switch
    {
        ["recipes", _, "recipe.yaml"] => "recipe",
        ["recipes", _, "resources", _] => "resource-type",
        ["recipes", _, _] => "part",
        ["roles", _] => "role",
        ["environments", var name] when !name.EndsWith(".lock.yaml", StringComparison.Ordinal) => "environment",
        ["nodes", _] => "nodes",
        _ => null,
    };

    /// <summary>The keys of a mapping somewhere in a schema: a star is what is said of all members.</summary>
    private static IEnumerable<string> KeysOf(ScriptObject document, string path)
    {
        var schema = document;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            schema = step switch
            {
                "*" => schema["additionalProperties"].AsObject(),
                "include" => document["$defs"].AsObject()["include"].AsObject(),
                _ => schema["properties"].AsObject()[step].AsObject(),
            };
            if (schema.TryGet("$ref", out var reference))
                schema = document["$defs"].AsObject()[reference.AsString()["#/$defs/".Length..]].AsObject();
        }
        return schema["properties"].AsObject().Keys.ToArray();
    }
}
