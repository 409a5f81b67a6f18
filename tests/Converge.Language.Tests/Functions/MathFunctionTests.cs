using Converge.Language.Templates;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class MathFunctionTests
{
    [Theory]
    [InlineData("{{ null | math.abs }}|{{ -2147483648 | math.abs }}|{{ -9223372036854775808 | math.abs }}|{{ -1.50m | math.abs }}", "|2147483648|9223372036854775808|1.50")]
    [InlineData("{{ -1.5f | math.abs | object.kind }}{{ true | math.ceil }}{{ null | math.floor }}", "float10")]
    [InlineData("{{ -0.4 | math.ceil }}{{ -0.4 | math.round }}{{ 2.5m | math.round }}{{ 0.5 | math.round }}{{ 1.5 | math.round null }}", "00202")]
    [InlineData("{{ 7 | math.divided_by 2 }} {{ 7 | math.divided_by (-2) }} {{ -7 | math.divided_by (-2) }} {{ 7.5m | math.divided_by 2 }} {{ -7.5f | math.divided_by 2 }}", "3 -4 3 3 -4")]
    [InlineData("{{ 7.5 | math.divided_by 2.5 }} {{ 99999999999999999999 | math.divided_by 3 }} {{ true | math.divided_by 2 }} {{ 6 | math.divided_by 2 | object.kind }}", "3 33333333333333333333 0 int")]
    [InlineData("{{ null | math.divided_by 0 }}{{ 5 | math.divided_by null }}", "")]
    [InlineData("{{ 1 | math.plus 'a' }}{{ 'ab' | math.times 2 }}{{ null | math.plus 1 }}{{ 5.5 | math.modulo 2 }}{{ -7 | math.modulo 3 }}", "1aabab1.5-1")]
    [InlineData("{{ '5' | math.is_number }}{{ true | math.is_number }}{{ 1.5m | math.is_number }}", "falsefalsetrue")]
    [InlineData("{{ null | math.format 'x' }}{{ 255 | math.format 'X' }}{{ 5 | math.format '' }}", "FF5")]
    public void Numbers_of_all_sorts(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ '5' | math.abs }}", "error 1:4: 'math.abs' needs a number, not the string '5'")]
    [InlineData("{{ secret | math.abs }}", "error 1:4: 'math.abs' needs a number, not the string <secret>")]
    [InlineData("{{ secret | math.floor }}", "error 1:4: 'value' of 'math.floor' must be a number, not the string <secret>")]
    [InlineData("{{ 1 << 2000 | math.floor }}", "is too large for 'math.floor'")]
    [InlineData("{{ 1.5 | math.round 16 }}", "error 1:21: the precision must be from 0 to 15, not '16'")]
    [InlineData("{{ 1.5 | math.round (-1) }}", "error 1:21: the precision must be from 0 to 15, not '-1'")]
    [InlineData("{{ 7 | math.divided_by 0 }}", "error 1:24: division by zero")]
    [InlineData("{{ 7.5 | math.divided_by 0 }}", "error 1:26: division by zero")]
    [InlineData("{{ 7 | math.divided_by 0.0 }}", "error 1:4: cannot compute 7 / 0: the result is not a finite number")]
    [InlineData("{{ 5 | math.modulo 0 }}", "error 1:4: cannot compute 5 % 0: division by zero")]
    [InlineData("{{ 'a' | math.minus 1 }}", "error 1:4: the operator '-' is not supported on string")]
    [InlineData("{{ '5' | math.format '0' }}", "error 1:4: 'math.format' needs a number, not the string '5'")]
    [InlineData("{{ math.random 5 1 }}", "error 1:18: '1' is less than '5'")]
    public void What_cannot_be_computed_is_an_error(string template, string expected) => Rendered.Of(template).ShouldContain(expected);

    [Fact]
    public void Chance_follows_from_the_seed()
    {
        const string Template = "{{ math.random 0 1000000 }} {{ math.random 5 5 }} {{ math.uuid }} {{ math.uuid }}";
        var first = Rendered.Of(Template);
        Rendered.Of(Template).ShouldBe(first);
        Rendered.Of(Template, Rendered.Run with { Seed = 43 }).ShouldNotBe(first);
        first.ShouldMatch("^[0-9]+ 5( [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}){2}$");
        Rendered.Of("{{ math.random 1 2 }}", RenderOptions.Default).ShouldBe("error 1:4: 'math.random' is not available: this render is not given a seed");
        Rendered.Of("{{ math.uuid }}", RenderOptions.Default).ShouldBe("error 1:4: 'math.uuid' is not available: this render is not given a seed");
    }
}
