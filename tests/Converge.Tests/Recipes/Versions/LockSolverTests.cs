using System.Diagnostics;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Recipes.Versions;
using Converge.Testing.Cases;
using NuGet.Versioning;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Versions;

/// <summary>
/// <c>versions</c> has lines such as <c>web 1.2.0 base=[1.0,2.0)</c>, with what that version depends on; <c>demands</c> lines
/// such as <c>role 'web': web</c>, which brings a recipe in, and <c>environment 'production' base=1.*</c>, which does not.
/// </summary>
public sealed class LockSolverTests
{
    private static readonly CaseKind Solutions = new(Inputs: ["versions", "demands"], Expectations: ["chosen", "conflict"]);

    [Theory]
    [CaseData("Recipes/Versions/Solving")]
    public void The_choice_is_what_the_case_says(CaseLocation location) => Solutions.Check(location, static test =>
    {
        var versions = Lines(test, "versions").Select(static l => (Name: l.Words[0], Version: Version(l.Source, l.Words))).ToLookup(static v => v.Name, static v => v.Version, StringComparer.Ordinal);
        var demands = Lines(test, "demands").Select(static l => DemandOf(l.Source, l.Text)).ToList();
        var solution = new LockSolver(name => [.. versions[name]], [.. versions.Select(static v => v.Key)]).Solve(demands, new("demands", 1, 1));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["chosen"] = string.Concat(solution.Chosen?.Select(static c => $"{c.Key} {c.Value.Version}\n") ?? []),
            ["conflict"] = solution.Conflict is null ? "" : $"{solution.Conflict}\n",
        };
    });

    [Fact]
    public void A_conflict_far_from_its_cause_is_found_quickly()
    {
        // 30 recipes with 30 versions each stand between the two that exclude each other.
        var names = Enumerable.Range(0, 30).Select(static n => $"m{n:00}").ToList();
        var versions = new Dictionary<string, AvailableVersion[]>(StringComparer.Ordinal)
        {
            ["a"] = Many(30, n => [Wants("z", "1.*")]),
            ["zz"] = Many(30, n => [Wants("z", "2.*")]),
            ["z"] = [.. Many(30, _ => [], major: 1), .. Many(30, _ => [], major: 2)],
        };
        foreach (var name in names)
            versions[name] = Many(30, n => [Wants("z", "*")]);
        var demands = names.Append("a").Append("zz").Select(static n => new Demand($"role '{n}'", Wants(n, "*"), Includes: true)).ToList();
        var watch = Stopwatch.StartNew();
        var solution = new LockSolver(name => versions[name], []).Solve(demands, new("x", 1, 1));
        solution.Conflict!.Message.ShouldBe("no version of 'z' satisfies all: a 1.29.0 (and 29 older) want 1.*, zz 1.29.0 (and 29 older) want 2.*");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_takes_too_long_is_said()
    {
        // Pigeons: nine recipes that each need one of eight places for themselves. No way is known to see this quickly.
        var versions = new Dictionary<string, AvailableVersion[]>(StringComparer.Ordinal);
        for (var pigeon = 0; pigeon < 9; pigeon++)
        {
            var me = pigeon;
            versions[$"p{pigeon}"] = Many(8, hole => [Wants($"hole{hole}", $"[{me + 1}.0.0]")]);
        }
        for (var hole = 0; hole < 8; hole++)
            versions[$"hole{hole}"] = [.. Enumerable.Range(1, 9).Select(static n => new AvailableVersion(new(n, 0, 0), [], null, ""))];
        var demands = Enumerable.Range(0, 9).Select(static n => new Demand("role 'x'", Wants($"p{n}", "*"), Includes: true)).ToList();
        var solution = new LockSolver(name => versions[name], []) { Budget = 2000 }.Solve(demands, new("environments/x.yaml", 1, 7));
        solution.Conflict!.ToString().ShouldBe(
            "environments/x.yaml:1:7: error: no versions were found that satisfy all constraints, after looking at 2000 of them\n  hint: narrow the constraints on the recipes with the most versions");
    }

    private static AvailableVersion[] Many(int count, Func<int, Requirement[]> depends, int major = 1) =>
        [.. Enumerable.Range(0, count).Select(n => new AvailableVersion(new(major, n, 0), [.. depends(n)], null, ""))];

    private static IEnumerable<(SourceText Source, string Text, string[] Words)> Lines(CaseFile test, string section)
    {
        var file = SourceText.From(section, test.Find(section)?.Text ?? "");
        for (var number = 1; number <= file.LineCount; number++)
        {
            if (file.Line(number) is { Length: > 0 } line)
                yield return (SourceText.From($"{section}:{number}", line), line, line.Split(' '));
        }
    }

    private static AvailableVersion Version(SourceText source, string[] words) =>
        new(NuGetVersion.Parse(words[1]), [.. words.Skip(2).Select(word => Requirement(source, word))], null, "");

    private static Demand DemandOf(SourceText source, string line)
    {
        var end = line.IndexOf('\'', line.IndexOf('\'', StringComparison.Ordinal) + 1) + 1;
        return new(line[..end], Requirement(source, line[end..].TrimStart(':').Trim()), line[end] == ':');
    }

    private static Requirement Requirement(SourceText source, string word)
    {
        var parts = word.Split('=', 2);
        return Wants(parts[0], parts.ElementAtOrDefault(1) ?? "*") with { At = source.Span(source.Text.IndexOf(word, StringComparison.Ordinal)) };
    }

    private static Requirement Wants(string recipe, string constraint) =>
        new(recipe, constraint == "*" ? VersionConstraint.Any : VersionConstraint.TryParse(constraint, out var parsed, out _) ? parsed : throw new InvalidOperationException(constraint), new("x", 1, 1));
}
