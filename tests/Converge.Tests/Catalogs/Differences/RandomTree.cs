namespace Converge.Tests.Catalogs.Differences;

/// <summary>Trees made by chance: recipes that depend on each other, roles, environments, nodes, secrets, peers. They all compile.</summary>
internal sealed class RandomTree(Random random)
{
    /// <summary>Is in every secret.</summary>
    public const string Canary = "canary";

    private const int MostRecipes = 6;

    public Dictionary<string, string> Make()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["secrets/s.yaml"] = $"readers: name:*\na: {Canary}{random.Next(3)}\nb: {Canary}{random.Next(3)}\n" };
        for (var recipe = 0; recipe < MostRecipes; recipe++)
            files.Add($"recipes/r{recipe}/recipe.yaml", Recipe(recipe));
        for (var role = 0; role < 3; role++)
            files.Add($"roles/role{role}.yaml", $"name: role{role}\nrecipes: [{string.Join(", ", Some(MostRecipes).Select(static r => $"r{r}"))}]\nattributes: {{r{random.Next(MostRecipes)}: {{number: {random.Next(9)}}}}}\n");
        files.Add("environments/e.yaml", $"name: e\nattributes: {{r{random.Next(MostRecipes)}: {{list+: [x{random.Next(9)}]}}}}\n");
        files.Add("nodes/all.yaml", string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(node => $"- name: n{node}\n  environment: e\n  roles: [{string.Join(", ", Some(3).Select(static r => $"role{r}"))}]\n  attributes: {{r{random.Next(MostRecipes)}: {{text: own}}}}\n")));
        return files;
    }

    private string Recipe(int number)
    {
        var name = $"r{number}";
        var depends = string.Join(", ", Some(number).Select(static r => $"r{r}: \"1.*\""));
        string[] resources =
        [
            $"package: {name}",
            $"file: /etc/{name}\n    content: |\n      # {{{{ node.name }}}}\n      {{{{ {name}.text }}}} {{{{ {name}.number }}}} {random.Next(4)}\n    mode: \"06{random.Next(8)}0\"",
            $"for_each: {name}.list\n    file: /etc/{name}-{{{{ item }}}}\n    content: \"{{{{ item }}}}\"\n    notify: reload service[{name}]",
            $"file: /etc/{name}-key\n    content: \"{{{{ secret 's.{(random.Next(2) == 0 ? "a" : "b")}' }}}}\"",
            $"file: /etc/{name}-peers\n    content: \"{{{{ for peer in peers.others }}}}{{{{ peer.name }}}} {{{{ end }}}}\"",
            $"service: {name}\n    running: {(random.Next(2) == 0 ? "true" : "false")}",
        ];
        random.Shuffle(resources.AsSpan(0, 5));
        return $"""
            name: {name}
            version: 1.{random.Next(3)}.0
            depends: {"{"}{depends}{"}"}
            attributes: {"{"}text: "t-{"{{"} node.name {"}}"}", number: {random.Next(4)}, list: [a, b], required: 1{"}"}
            peers:
              others: {"{"}query: "role:role{random.Next(3)}", otherwise: empty{"}"}
            resources:
              - {string.Join("\n  - ", resources)}
            """.ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>One number below a bound, or more of them.</summary>
    private List<int> Some(int bound) => bound == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, bound + 1)).Select(_ => random.Next(bound)).Distinct()];
}
