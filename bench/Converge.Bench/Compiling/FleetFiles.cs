using System.Globalization;

namespace Converge.Bench.Compiling;

/// <summary>
/// A made-up tree: 200 recipes with five resources each, one in ten of which searches for peers, ten roles of 60 recipes, one role of all of them, and as many
/// nodes as are wanted. Always the same, so that numbers can be compared.
/// </summary>
internal static class FleetFiles
{
    public const int Recipes = 200;
    public const int Roles = 10;

    /// <summary>The node that has all recipes, and so 1000 resources.</summary>
    public const string LargestNode = "all1";

    // These are in every role.
    private const int SharedRecipes = 20;
    private const int RecipesOfRole = 60;

    /// <param name="nodes">Besides the largest one.</param>
    public static Dictionary<string, string> Make(int nodes)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number = 0; number < Recipes; number++)
        {
            files.Add($"recipes/{Recipe(number)}/recipe.yaml", RecipeText(number));
            files.Add($"recipes/{Recipe(number)}/templates/main.conf.sbn", Sample.Read("service.conf.sbn").Replace("RECIPE", Recipe(number), StringComparison.Ordinal));
        }
        for (var role = 0; role < Roles; role++)
        {
            var others = Enumerable.Range(0, RecipesOfRole - SharedRecipes).Select(index => SharedRecipes + (role * 18 + index) % (Recipes - SharedRecipes));
            files.Add($"roles/role{role}.yaml", RoleText($"role{role}", Enumerable.Range(0, SharedRecipes).Concat(others)));
        }
        files.Add("roles/all.yaml", RoleText("all", Enumerable.Range(0, Recipes)));
        foreach (var environment in (string[])["production", "staging"])
            files.Add($"environments/{environment}.yaml", $"name: {environment}\nattributes:\n  {Recipe(1)}: {{limits: {{files: 4096}}}}\n  {Recipe(30)}: {{workers: 16}}\n");
        files.Add("nodes/fleet.yaml", string.Concat(Enumerable.Range(0, nodes).Select(NodeText)));
        files.Add("nodes/largest.yaml", $"- name: {LargestNode}\n  environment: production\n  roles: [all]\n");
        return files;
    }

    /// <summary>What a second commit changes: a template of all nodes, a value of one role, and a recipe of some.</summary>
    public static void Edit(IDictionary<string, string> files)
    {
        Change($"recipes/{Recipe(0)}/templates/main.conf.sbn", "timeout 30", "timeout 60");
        Change("roles/role3.yaml", "workers: 8", "workers: 12");
        Change($"recipes/{Recipe(50)}/recipe.yaml", "version: 1.0.0", "version: 1.1.0");
        Change($"recipes/{Recipe(50)}/recipe.yaml", "resources:\n", $"resources:\n  - directory: /var/lib/{Recipe(50)}\n");

        void Change(string path, string old, string replacement) => files[path] = files[path].Contains(old, StringComparison.Ordinal)
            ? files[path].Replace(old, replacement, StringComparison.Ordinal)
            : throw new InvalidOperationException($"there is no '{old}' in {path}");
    }

    /// <summary>Writes the files into a folder.</summary>
    public static void Write(IReadOnlyDictionary<string, string> files, string folder)
    {
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    private static string Recipe(int number) => string.Create(CultureInfo.InvariantCulture, $"svc{number:000}");

    private static string RecipeText(int number) => Sample.Read("service.yaml")
        .Replace("RECIPE", Recipe(number), StringComparison.Ordinal)
        .Replace("DEPENDS", number == 0 ? "" : $"depends: {{{string.Join(", ", new[] { 0, number / 2 }.Distinct().Select(static other => $"{Recipe(other)}: \"1.*\""))}}}", StringComparison.Ordinal)
        .Replace("PORT", $"{8000 + number}", StringComparison.Ordinal)
        + (number % 10 == 5 ? Sample.Read("service-peers.yaml") : "");

    private static string RoleText(string name, IEnumerable<int> recipes) =>
        $"name: {name}\nrecipes: [{string.Join(", ", recipes.Select(Recipe))}]\nattributes:\n  {Recipe(2)}: {{workers: 8}}\n  {Recipe(3)}: {{users+: [carol-{name}]}}\n";

    private static string NodeText(int number) => string.Create(CultureInfo.InvariantCulture,
        $"- name: node{number:0000}\n  environment: {(number % 3 == 0 ? "staging" : "production")}\n  roles: [role{number % Roles}]\n  ip: 10.{number / 65536}.{number / 256 % 256}.{number % 256}\n  attributes: {{{Recipe(4)}: {{workers: {number % 7 + 1}}}}}\n");
}
