using System.Text;
using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Testing;
using Converge.Testing.Queries;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

public sealed class QueryPropertyTests
{
    private static readonly string[] Pieces =
    [
        "AND", "OR", "NOT", "TO", " ", " ", " ", "  ", "(", ")", "[", "]", "{", "}", "\"", "'", ":", ":", "*", "?", "\\", "-", "<", ">", "=", "!", ".", "role", "role:app", "a", "and", "2.1", "10m", "10.0.0.0/8", "1/", "\n", "\0", "é", "\uD800", "&&", "[1 TO 2]", "{* TO x}", ":(", ":>=",
    ];

    [Fact]
    public void Any_text_is_read_or_refused_with_a_reason() => Fuzz.ForAll(5000, static random => Soup(random), Check);

    [Fact]
    public void Any_characters_are_read_or_refused_with_a_reason() =>
        Fuzz.ForAll(1000, static random => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(random.Next(2) == 0 ? 128 : char.MaxValue))), Check);

    [Fact]
    public void Any_query_printed_and_parsed_again_is_the_same() => Fuzz.ForAll(
        3000,
        static random => QueryText.Print(new QueryGrammar(random).Condition(4)),
        Check);

    [Fact]
    public void Any_tree_printed_is_parsed_to_the_same_tree()
    {
        for (var seed = 0; seed < 3000 * Fuzz.Factor; seed++)
        {
            var tree = new QueryGrammar(new Random(seed)).Condition(4);
            Parse(tree.ToString()).ShouldBe(new Query(tree), $"seed {seed}: {tree}");
        }
    }

    [Fact]
    public void Nesting_and_length_have_limits_and_the_stack_suffices() => Patience.Run(TimeSpan.FromSeconds(20), static () =>
    {
        foreach (var (start, end) in new[] { ("(", ")"), ("NOT ", ""), ("-", ""), ("a:(", ")"), ("(NOT ", ")"), ("a (", ")"), ("[", ""), ("\"", ""), ("\\", "") })
        {
            foreach (var depth in new[] { Query.DeepestNesting, Query.DeepestNesting + 1, 10_000, 100_000 })
                Check($"{Repeat(start, depth)}a{Repeat(end, depth)}");
        }
        Parse($"{Repeat("(", Query.DeepestNesting)}a{Repeat(")", Query.DeepestNesting)}").ShouldNotBeNull();
        Problem($"{Repeat("(", Query.DeepestNesting + 1)}a").ShouldBe("query:1:101: error: a query is nested deeper than 100 levels");
        Problem(Repeat("(", 100_000)).ShouldBe("query:1:65537: error: a query has 100000 characters, 65536 are allowed");
        Problem(Repeat("a ", Query.MostTerms + 1)).ShouldBe("query:1:2001: error: a query has more than 1000 terms");
        Parse(Repeat("a ", Query.MostTerms)).ShouldNotBeNull();
    }, stack: 256 * 1024);

    private static void Check(string text)
    {
        var problems = new DiagnosticBag();
        var query = Query.Parse(SourceText.From("query", text), problems);
        (query is null).ShouldBe(problems.HasErrors);
        problems.Count(static problem => problem.Severity == Severity.Error).ShouldBeLessThan(2);
        if (query is null)
            return;
        var printed = query.ToString();
        var again = Parse(printed);
        again.ShouldBe(query, printed);
        again!.GetHashCode().ShouldBe(query.GetHashCode());
        again.ToString().ShouldBe(printed);
    }

    private static Query? Parse(string text) => Query.Parse(SourceText.From("query", text), []);

    private static string Problem(string text)
    {
        var problems = new DiagnosticBag();
        Query.Parse(SourceText.From("query", text), problems).ShouldBeNull();
        return problems.Single().ToString();
    }

    private static string Soup(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
