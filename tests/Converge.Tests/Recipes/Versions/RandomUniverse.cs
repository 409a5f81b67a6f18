using Converge.Recipes.Versions;
using NuGet.Versioning;

namespace Converge.Tests.Recipes.Versions;

/// <summary>A few recipes with a few versions each, made by chance, and the slow way to choose among them.</summary>
internal sealed class RandomUniverse
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Numbers = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "3.0.0"];
    private static readonly string[] Constraints = ["*", "1.*", "[2.0,3.0)", ">=2.0.0-rc.1", "<2", "[1.0]", "[3.0]", ">=1.1 <3", "[1.1,2.0]"];

    private readonly Dictionary<string, AvailableVersion[]> _versions = new(StringComparer.Ordinal);

    public RandomUniverse(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(2, Names.Length + 1);
        var density = random.NextDouble() * 0.7;
        foreach (var name in Names.Take(count))
        {
            var numbers = Numbers.Where(_ => random.NextDouble() < 0.7).ToArray();
            // Now and then a recipe that others want does not exist.
            _versions[name] = random.Next(12) == 0 ? [] : [.. (numbers.Length == 0 ? Numbers[..1] : numbers).Select(number => Version(random, name, number, count, density))];
        }
        foreach (var name in Names.Take(count).Where(_ => random.Next(2) == 0).DefaultIfEmpty("a"))
            Demands.Add(new($"role '{name}'", new(name, random.Next(3) == 0 ? Constraint(random) : VersionConstraint.Any, At(name)), Includes: true));
        foreach (var name in Names.Take(count).Where(_ => random.Next(3) == 0))
            Demands.Add(new("environment 'x'", new(name, Constraint(random), At(name)), Includes: false));
    }

    public List<Demand> Demands { get; } = [];

    public IReadOnlyList<AvailableVersion> VersionsOf(string name) => _versions[name];

    /// <summary>The first of all choices that nothing speaks against, claims that are left out not counting; null if there is none.</summary>
    public Dictionary<string, AvailableVersion>? Choose(Func<Requirement, bool> counts)
    {
        var asked = new List<string>();
        foreach (var demand in Demands.Where(d => d.Includes && counts(d.Wants)).OrderBy(static d => d.Wants.Recipe, StringComparer.Ordinal))
            Ask(asked, demand.Wants.Recipe);
        return Choose(asked, 0, [], counts);
    }

    private Dictionary<string, AvailableVersion>? Choose(List<string> asked, int depth, Dictionary<string, AvailableVersion> chosen, Func<Requirement, bool> counts)
    {
        if (depth == asked.Count)
            return Holds(chosen, counts) ? new(chosen, StringComparer.Ordinal) : null;
        foreach (var version in _versions[asked[depth]].OrderBy(static v => v.Version.IsPrerelease).ThenByDescending(static v => v.Version))
        {
            chosen[asked[depth]] = version;
            var more = new List<string>(asked);
            foreach (var wants in version.Depends.Where(counts).OrderBy(static w => w.Recipe, StringComparer.Ordinal))
                Ask(more, wants.Recipe);
            if (Choose(more, depth + 1, chosen, counts) is { } found)
                return found;
            chosen.Remove(asked[depth]);
        }
        return null;
    }

    private bool Holds(Dictionary<string, AvailableVersion> chosen, Func<Requirement, bool> counts) =>
        chosen.Values.SelectMany(static v => v.Depends).Concat(Demands.Select(static d => d.Wants)).Where(counts)
            .All(wants => !chosen.TryGetValue(wants.Recipe, out var version) || ReferenceEquals(wants.Constraint, VersionConstraint.Any) || wants.Constraint.Allows(version.Version));

    private static void Ask(List<string> asked, string recipe)
    {
        if (!asked.Contains(recipe))
            asked.Add(recipe);
    }

    private static AvailableVersion Version(Random random, string name, string number, int count, double density)
    {
        var depends = Names.Take(count).Where(other => (other != name || random.Next(10) == 0) && random.NextDouble() < density)
            .Select(other => new Requirement(other, Constraint(random), At($"{name}/{number}")));
        return new(NuGetVersion.Parse(number), [.. depends], Tag: null, Tree: "");
    }

    private static VersionConstraint Constraint(Random random) =>
        VersionConstraint.TryParse(Constraints[random.Next(Constraints.Length)], out var constraint, out _) ? constraint : throw new InvalidOperationException();

    private static Converge.Language.Text.SourceSpan At(string file) => new(file, 1, 1);
}
