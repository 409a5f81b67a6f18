using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Nodes.Queries;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

public sealed class QueryTests
{
    [Fact]
    public void In_a_recipe_positions_are_those_of_the_file()
    {
        const string Recipe =
            """
            peers:
              backends:
                query: >-
                  role:app
                  AND (enviroment:production
                  OR )
              others: {query: 'role:"app" raedy:true'}
            """;
        var peers = (YamlMapping)((YamlMapping)YamlDocument.Parse(SourceText.From("recipe.yaml", Recipe), [])!)["peers"]!;
        var problems = new DiagnosticBag();
        Query.Parse(((YamlScalar)((YamlMapping)peers["backends"]!)["query"]!).ToSource(), problems).ShouldBeNull();
        problems.Single().ToString().ShouldStartWith("recipe.yaml:6:10: error: expected a term after 'OR', found ')'");
        var query = Query.Parse(((YamlScalar)((YamlMapping)peers["others"]!)["query"]!).ToSource(), problems)!;
        var parts = ((AllOf)query.Root).Parts;
        (parts[0].At.ToString(), parts[0].At.Length).ShouldBe(("recipe.yaml:7:20", 10));
        ((FieldCondition)parts[1]).Field.At.ToString().ShouldBe("recipe.yaml:7:31");
        query.Root.At.Length.ShouldBe(21);
    }

    [Theory]
    [InlineData("role:app AND environment:{production}", null)]
    [InlineData("a b (c AND d) AND (e OR (f OR g))", "name:a AND name:b AND name:c AND name:d AND (name:e OR name:f OR name:g)")]
    [InlineData("a AND b OR c AND NOT (d OR -e)", "name:a AND name:b OR name:c AND NOT (name:d OR NOT name:e)")]
    [InlineData("NOT (a) b", "NOT name:a AND name:b")]
    [InlineData("role:(app OR \"a b\" -x*)", "roles:app OR roles:\"a b\" AND NOT roles:x*")]
    [InlineData("recipe:haproxy::logging", "recipes:haproxy::logging")]
    [InlineData("cpus:[* TO *] cpus:[2 TO *} cpus:{* TO 8}", "cpus:* AND cpus:[2 TO *] AND cpus:[* TO 8}")]
    [InlineData("cpus:(>=2 <8 =5)", "cpus:>=2 AND cpus:<8 AND cpus:5")]
    [InlineData(@"x:a\ b\** x:\*", @"x:a\ b\** AND x:""*""")]
    [InlineData("seen:>2026-01-02T10:20:30+01:00", "seen:>2026-01-02T10:20:30+01:00")]
    [InlineData("AND:x OR:y", "AND:x AND OR:y")]
    [InlineData("ANDROID ORACLE", "name:ANDROID AND name:ORACLE")]
    [InlineData("\"AND\"", "name:\"AND\"")]
    [InlineData("t:(-5 OR -x)", "t:-5 OR NOT t:x")]
    public void A_query_has_one_canonical_text(string text, string? canonical)
    {
        var query = Query.Parse(SourceText.From("query", text), []);
        query?.ToString().ShouldBe(canonical);
        (query is null).ShouldBe(canonical is null);
    }

    [Theory]
    [InlineData("app", LiteralKind.Text)]
    [InlineData("3f2c1a9", LiteralKind.Text)]
    [InlineData("0640", LiteralKind.Text)]
    [InlineData("1e3", LiteralKind.Text)]
    [InlineData("-", LiteralKind.Text)]
    [InlineData("5.", LiteralKind.Text)]
    [InlineData("99999999999999999999999999999999", LiteralKind.Text)]
    [InlineData("true", LiteralKind.Bool)]
    [InlineData("True", LiteralKind.Text)]
    [InlineData("-5", LiteralKind.Number)]
    [InlineData("2.10", LiteralKind.Number)]
    [InlineData("22.04", LiteralKind.Number)]
    [InlineData("4G", LiteralKind.Size)]
    [InlineData("10M", LiteralKind.Size)]
    [InlineData("10m", LiteralKind.Duration)]
    [InlineData("1h30m", LiteralKind.Duration)]
    [InlineData("2.1.3", LiteralKind.Version)]
    [InlineData("2-rc1", LiteralKind.Version)]
    [InlineData("1.2.3.4.5", LiteralKind.Version)]
    [InlineData("1.2.3.4", LiteralKind.Address)]
    [InlineData("fe80::1", LiteralKind.Address)]
    [InlineData("10.0.0.0/8", LiteralKind.Network)]
    [InlineData("2026-01-02", LiteralKind.Date)]
    [InlineData("2026-01-02T10:20:30.123456789Z", LiteralKind.Date)]
    [InlineData("2026-13-02", LiteralKind.Version)]
    [InlineData("0001-01-01T00:00+14", LiteralKind.Text)]
    public void What_a_literal_looks_like_is_its_kind(string text, LiteralKind kind) => new Literal(text).Kind.ShouldBe(kind);
}
