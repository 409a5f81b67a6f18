using System.Text.RegularExpressions;
using Converge.Catalogs;
using Converge.Catalogs.Cases;
using Converge.Recipes;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.OwnTree;

/// <summary>The tree that the guide to recipes shows, file by file.</summary>
public sealed partial class DocumentedTreeTests
{
    private static readonly RecipeTree Tree = RecipeTree.Open(new MemoryTree(ReadFiles()));

    [Fact]
    public void Nothing_is_wrong_with_it() => FleetCheck.Run(new Fleet(Tree)).Select(static problem => problem.ToString()).ShouldBeEmpty();

    [Fact]
    public void Its_cases_pass()
    {
        var results = Tree.RecipeNames.SelectMany(static name => CaseRun.Find(Tree, name)).Select(static given => CaseRun.Run(Tree, given)).ToList();
        results.ShouldNotBeEmpty();
        results.SelectMany(static result => result.Failures).Select(static failure => $"{failure.Problem}\n{failure.Difference}").ShouldBeEmpty();
    }

    /// <summary>The blocks of code whose first line has a path behind the language.</summary>
    private static Dictionary<string, string> ReadFiles()
    {
        var guide = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "recipes.md"));
        return Block().Matches(guide).ToDictionary(static block => block.Groups["path"].Value, static block => block.Groups["text"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^```\w+ (?<path>\S+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
