using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class ObjectFunctionTests
{
    [Theory]
    [InlineData("{{ nope.x[3].y | object.default 5 }}{{ object.default nope 6 }}{{ plain.x.y | object.default 7 }}", "567")]
    [InlineData("{{ null | object.default null }}|{{ ' ' | object.default 'x' }}|{{ [] | object.default 'x' }}|{{ 0 | object.default 1 }}", "| |[]|0")]
    [InlineData("{{ object.is_defined nope }}{{ object.is_defined plain }}{{ x = {a: null}; object.is_defined x.a }}{{ object.is_defined x.b.c }}", "falsetruetruefalse")]
    [InlineData("{{ object.is_null nope }}{{ object.is_null null }}{{ object.is_null false }}{{ object.is_null empty }}", "truetruefalsefalse")]
    [InlineData("{{ null | object.has_key 'x' }}{{ {a: 1} | object.has_key null }}{{ {'1': 1} | object.has_key 1 }}{{ empty | object.has_key 'x' }}", "falsefalsetruefalse")]
    [InlineData("{{ null | object.keys }}{{ empty | object.values }}{{ {b: null} | object.values }}", "[][][null]")]
    [InlineData("{{ empty | object.kind }} {{ @object.kind | object.kind }} {{ @object.kind | object.typeof }} {{ timespan.zero | object.kind }} {{ date | object.kind }}", "object function object object object")]
    [InlineData("{{ 1.5f | object.kind }} {{ 1.5m | object.kind }} {{ 99999999999999999999 | object.kind }} {{ null | object.kind }}", "float decimal bigint ")]
    [InlineData("{{ 5 | object.size }}{{ null | object.size }}{{ 1..3 | object.size }}{{ empty | object.size }}", "0030")]
    [InlineData("{{ 1234567.891 | object.format 'N2' }} {{ 3000000000 | object.format 'X' }} {{ 1.5m | object.format '0.000' }} {{ 5 | object.format 'D' '' }} {{ 5 | object.format null }}", "1,234,567.89 B2D05E00 1.500 5 5")]
    [InlineData("{{ null | object.format 'D' }}|{{ timespan.from_hours 30 | object.format 'c' }}|{{ run.now | object.format 'o' }}|{{ run.now | object.format 'zzz' }}", "|1.06:00:00|2026-01-02T03:04:05.0000000Z|+00:00")]
    [InlineData("{{ object.merge null {a: 1} }}{{ object.merge null null }}{{ object.merge {a: 1} empty }}", "{a: 1}{a: 1}")]
    [InlineData("{{ object.merge {a: {x: 1}} {a: null} true }}{{ object.merge {a: [1]} {a: [2]} deep: true }}", "{a: null}{a: [2]}")]
    [InlineData("{{ x = {a: {b: 1}}; y = object.merge x {a: {c: 2}} true; y.a.b = 9; x }}{{ y }}", "{a: {b: 1}}{a: {b: 9, c: 2}}")]
    [InlineData("{{ {a: 1} | object.pick }}{{ null | object.pick 'a' }}{{ {a: 1} | object.omit }}{{ null | object.omit 'a' }}", "{}{a: 1}")]
    [InlineData("{{ {a: [{b: 1}]} | object.path 'a.0.b' }}{{ {a: [1, 2]} | object.path 'a.-1' }}{{ {a: [1, 2]} | object.path 'a.size' }}", "122")]
    [InlineData("{{ {a: null} | object.path 'a' 5 }}{{ null | object.path 'a' 5 }}{{ {a: run.now} | object.path 'a.year' }}", "52026")]
    [InlineData("{{ null | object.eval }}{{ 5 | object.eval }}{{ object.eval @(do; ret 7; end) }}{{ object.eval_template @(do; ret 7; end) }}", "577")]
    [InlineData("{{ 'x = 3; x + 1' | object.eval }}{{ x }}{{ func f(a); ret 'a * 2' | object.eval; end; f 4 }}", "438")]
    [InlineData("{{ 'a {{ plain }}' | object.eval_template }}", "a plain")]
    public void Values_of_all_sorts(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 1 | object.has_key 'x' }}", "error 1:4: 'value' of 'object.has_key' must be an object, not the int '1'")]
    [InlineData("{{ [1] | object.keys }}", "error 1:4: 'value' of 'object.keys' must be an object, not the array '[1]'")]
    [InlineData("{{ object.merge {a: 1} 5 }}", "error 1:24: 'b' of 'object.merge' must be an object, not the int '5'")]
    [InlineData("{{ a = {}; a.a = a; object.merge a a true }}", "error 1:21: the objects are nested deeper than 64 levels")]
    [InlineData("{{ 5 | object.format 'D999999999' }}", "error 1:4: a text would be longer than 16777216 characters")]
    [InlineData("{{ 5 | object.format 'Q' }}", "error 1:22: 'Q' is no format of type int")]
    [InlineData("{{ true | object.format 'D' }}", "error 1:4: 'true' of type bool has no formats")]
    [InlineData("{{ run.now | object.format 'fffffffffff' }}", "error 1:28: 'fffffffffff' is no format of type date")]
    [InlineData("{{ 5 | object.format 'D' 'en-US' }}", "error 1:26: the culture 'en-US' is not available (leave it out: the culture is always the invariant one)")]
    [InlineData("{{ {name: 1} | object.pick 'nmae' }}", "error 1:28: the object has no member 'nmae' (did you mean 'name'?)")]
    [InlineData("{{ {a: 1} | object.pick ['a', 'b'] }}", "error 1:25: the object does not have all of the members '[\"a\", \"b\"]'")]
    [InlineData("{{ {net: {dns: 1}} | object.path 'net.dsn' }}", "error 1:34: 'net.dsn' leads nowhere: there is no part 2 (did you mean 'dns'?)")]
    [InlineData("{{ {a: [1]} | object.path 'a.1.b' }}", "error 1:27: 'a.1.b' leads nowhere: there is no part 2")]
    [InlineData("{{ {a: 1} | object.path '' }}", "error 1:25: '' leads nowhere: there is no part 1")]
    [InlineData("{{ {a: 1} | object.path null }}", "error 1:25: 'object.path' needs a path such as 'a.b.c'")]
    [InlineData("{{ {f: @object.size} | object.to_json }}", "error 1:4: JSON has no functions")]
    [InlineData("{{ a = {}; a.a = a; a | object.to_json }}", "error 1:21: a value is nested deeper than 64 levels")]
    [InlineData("{{ '{x' | object.from_json }}", "error 1:4: invalid JSON: expected a name in double quotes at line 1, column 2")]
    public void What_cannot_be_done_is_an_error_at_the_argument(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ secret | object.default 'x' }}", "secret: hidden")]
    [InlineData("{{ '' | object.default secret }}", "secret: hidden")]
    [InlineData("{{ object.is_defined secret }}{{ object.is_null secret }}{{ secret | object.size }}", "truefalse6")]
    [InlineData("{{ secret | object.kind }}", "secret: string")]
    [InlineData("{{ {a: secret} | object.keys | array.join ',' }}", "a")]
    [InlineData("{{ {a: secret, b: 'x'} | object.values | array.last }}", "x")]
    [InlineData("{{ {a: secret, b: 'x'} | object.values | array.first }}", "secret: hidden")]
    [InlineData("{{ object.merge {a: secret} {b: 'x'} | object.path 'b' }}", "x")]
    [InlineData("{{ object.merge {a: secret} {b: 'x'} | object.pick 'a' }}", "secret: {a: \"hidden\"}")]
    [InlineData("{{ {a: secret, b: 'x'} | object.omit 'a' }}", "{b: \"x\"}")]
    [InlineData("{{ {a: [secret]} | object.to_json }}", "secret: {\"a\":[\"hidden\"]}")]
    [InlineData("{{ 5 | object.format secret }}", "secret: hidden")]
    [InlineData("{{ '\"' + secret + '\"' | object.from_json }}", "secret: hidden")]
    [InlineData("{{ \"'\" + secret + \"'\" | object.eval }}", "secret: hidden")]
    [InlineData("{{ {a: 1} | object.has_key secret }}", "error 1:28: a secret cannot be 'key' of 'object.has_key'")]
    [InlineData("{{ {a: 1} | object.pick ['a', secret] }}", "error 1:25: a secret cannot be 'keys' of 'object.pick'")]
    [InlineData("{{ {a: 1} | object.omit secret }}", "error 1:25: a secret cannot be 'keys' of 'object.omit'")]
    [InlineData("{{ {a: 1} | object.path secret 3 }}", "error 1:25: a secret cannot be 'path' of 'object.path'")]
    [InlineData("{{ secret | object.format 'D' }}", "error 1:4: <secret> of type string has no formats")]
    [InlineData("{{ secret | object.keys }}", "error 1:4: 'value' of 'object.keys' must be an object, not the string <secret>")]
    [InlineData("{{ secret | object.from_json }}", "error 1:4: invalid JSON: expected a value at line 1, column 1")]
    public void A_secret_stays_one_and_is_never_quoted(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Fact]
    public void Json_goes_there_and_back()
    {
        Rendered.Of("{{ {d: run.now, t: timespan.zero, f: 1.50m, e: empty, r: 1..3, n: null} | object.to_json }}")
            .ShouldBe("""{"d":"2026-01-02T03:04:05Z","t":"00:00:00","f":1.50,"e":{},"r":[1,2,3],"n":null}""");
        Rendered.Of("""{{ "é<>&'+\"/" | object.to_json }}""").ShouldBe("""
            "\u00E9\u003C\u003E\u0026\u0027\u002B\u0022/"
            """);
        Rendered.Of("{{ '[1, 3000000000, 1.0, 0.1, 12345678901234567890123]' | object.from_json | array.each @object.kind | array.join ' ' }}")
            .ShouldBe("int long decimal decimal bigint");
        Rendered.Of("{{ null | object.from_json }}").ShouldBe("");
    }
}
