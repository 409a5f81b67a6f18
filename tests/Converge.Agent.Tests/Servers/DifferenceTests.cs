using Converge.Agent.Servers;
using Converge.Language.Values;
using Converge.Server.Nodes;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Servers;

public sealed class DifferenceTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":[1,2]}}""", """{"a":1,"b":{"c":2,"d":[1,2]}}""", "{}")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":1,"b":{"c":4,"d":3}}""", """{"b":{"c":4}}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":null}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1,null]}""", """{"a":[1,null]}""")]
    [InlineData("""{"a":"x"}""", """{"a":{"b":1}}""", """{"a":{"b":1}}""")]
    [InlineData("""{}""", """{"a":{"b":{}}}""", """{"a":{"b":{}}}""")]
    public void What_the_server_makes_of_it_is_what_was_meant(string before, string after, string patch)
    {
        var found = Difference.Of(Object(before), Object(after)).ShouldNotBeNull();
        JsonText.Write(Value.From(found)).ShouldBe(patch);
        JsonText.Write(Value.From(MergePatch.Apply(Object(before), found)), new(Sorted: true)).ShouldBe(JsonText.Write(Value.From(Object(after)), new(Sorted: true)));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":null}""")]
    [InlineData("""{}""", """{"a":{"b":null}}""")]
    public void A_null_cannot_be_said_by_a_patch(string before, string after) => Difference.Of(Object(before), Object(after)).ShouldBeNull();

    private static ScriptObject Object(string json) => JsonText.Read(json).AsObject();
}
