using Converge.Cli.Commands;
using Converge.Cli.Parsing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.CommandLines;

public sealed class ParserTests
{
    private static readonly string[] Words = ["t", "u", "-", "--", "--data", "--data=d", "--data=", "--set", "a=1", "--set=a=-1", "--compat", "--compat=true", "--verbose", "-h", "--format", "json", "xml", "--format=text", "-x", "/h", "-?", "@t", "", "[suggest]"];

    [Fact]
    public void What_the_plain_parser_understands_the_full_one_understands_the_same()
    {
        var understood = 0;
        var lines = Gen.Elements(Words).ArrayOf().SelectMany(rest => Gen.Elements(Verbs.Names).Select(verb => (string[])[.. verb.Split(' '), .. rest])).ToArbitrary();
        Prop.ForAll(lines, words =>
        {
            if (PlainParser.TryParse(words) is not { } plain)
                return true;
            understood++;
            return FullParser.TryParse(plain.Verb, words) is { } full && Describe(plain) == Describe(full);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        understood.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("version --format json")]
    [InlineData("render t.sbn --data d.json --data e.yaml --set a.b=5 --compat")]
    [InlineData("render --set=a=1 -")]
    public void A_line_as_it_should_be_takes_the_short_way(string line) => PlainParser.TryParse(line.Split(' ')).ShouldNotBeNull();

    private static string Describe(Invocation invocation) =>
        string.Join(' ', invocation.Verb.Parameters.Append(Verb.Verbose).Select(p => $"{p.Name}={invocation.Has(p)}:{string.Join('|', invocation.All(p))}"));
}
