using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Templates.Properties;

public sealed class SecretTests
{
    private static readonly string[] Names = ["secret", "secrets", "holder", "deep", "plain", "number", "list", "x", "f", "array", "string", "a", "b"];

    [Fact]
    public void Whatever_is_made_from_a_secret_text_is_secret()
    {
        var (rendered, secret) = (0, 0);
        Fuzz.ForAll(1500, static random => new TaintGrammar(random).Template(), source =>
        {
            var (one, other) = (Run(source, other: false), Run(source, other: true));
            CheckError(source, one);
            if (one.Error is not null || other.Error is not null)
                return;
            var ((text, isSecret), (otherText, isOtherSecret)) = (Secret.Reveal(one), Secret.Reveal(other));
            rendered++;
            secret += isSecret ? 1 : 0;
            isOtherSecret.ShouldBe(isSecret);
            (isSecret || text == otherText).ShouldBeTrue();
        });
        secret.ShouldBeInRange(rendered / 3, rendered - 1);
    }

    [Fact]
    public void A_call_prints_what_its_value_prints() => Fuzz.ForAll(500, static random => new TaintGrammar(random).Call(), call =>
    {
        var (printed, value) = (Printed(call), Printed($"({call})"));
        printed.Error?.Message.ShouldBe(value.Error?.Message);
        printed.Output.ShouldBe(value.Output);

        static RenderResult Printed(string expression) => Run($"{TaintGrammar.Beginning}\n  {{{{ {expression} }}}}", other: false);
    });

    [Fact]
    public void No_output_shows_a_secret_without_being_secret() => Fuzz.ForAll(1500, static random => new SourceGrammar(random, Names).Template(3), source =>
    {
        var result = Run(source, other: false);
        CheckError(source, result);
        if (result.Error is null && Secret.Reveal(result) is (var text, false))
            Secret.Words.IsIn(text).ShouldBeFalse();
    });

    [Theory]
    [InlineData("{{ secret.foo }}")]
    [InlineData("{{ secret[99] }}")]
    [InlineData("{{ secret['x'] }}")]
    [InlineData("{{ secret[secret] }}")]
    [InlineData("{{ list[secret] }}")]
    [InlineData("{{ list[99][secret] }}")]
    [InlineData("{{ holder[secret] }}")]
    [InlineData("{{ holder[secrets] }}")]
    [InlineData("{{ holder[secret] = 1 }}")]
    [InlineData("{{ holder[[secret]] = 1 }}")]
    [InlineData("{{ list[secret] = 1 }}")]
    [InlineData("{{ list[{a: secret}] = 1 }}")]
    [InlineData("{{ secret.a = 1 }}")]
    [InlineData("{{ secret[0] = 1 }}")]
    [InlineData("{{ secret - 1 }}")]
    [InlineData("{{ -secret }}")]
    [InlineData("{{ secret++ }}")]
    [InlineData("{{ secret * secret }}")]
    [InlineData("{{ 1..secret }}")]
    [InlineData("{{ secret 1 }}")]
    [InlineData("{{ secret() }}")]
    [InlineData("{{ 1 | secret }}")]
    [InlineData("{{ include secret }}")]
    [InlineData("{{ include [secret] }}")]
    [InlineData("{{ include_join secrets ',' }}")]
    [InlineData("{{ import secret }}")]
    [InlineData("{{ with secret; end }}")]
    [InlineData("{{ for x in 5 limit: secret; end }}")]
    [InlineData("{{ for x in list offset: secret; end }}")]
    [InlineData("{{ regex.match 'x' secret }}")]
    [InlineData("{{ search secret }}")]
    [InlineData("{{ search 'node' secret }}")]
    [InlineData("{{ object.eval secret }}")]
    [InlineData("{{ object.eval_template '{{' + secret }}")]
    [InlineData("{{ object.eval 'f(' + secret + ')' }}")]
    [InlineData("{{ date.parse secret }}")]
    [InlineData("{{ f(a) = a; f secret secret }}")]
    [InlineData("{{ secret.empty?.x }}")]
    [InlineData("{{ secret < {} }}{{ [secret] < [{}] }}{{ holder - secrets }}")]
    [InlineData("{{ x = secret; while true; x = x + x; end }}")]
    public void An_error_says_what_is_wrong_without_the_secret(string source)
    {
        foreach (var secret in Secret.All)
        {
            var result = Template.Parse(SourceText.From("t", source)).Render(secret.Options(other: false));
            CheckError(source, result, secret);
            if (secret.IsText && result.Error is null && Secret.Reveal(result) is (var text, false))
                secret.IsIn(text).ShouldBeFalse(source);
        }
        Run(source, other: false).Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("73519", "{{ secret * 'ab' }}")]
    [InlineData("73519", "{{ 'ab' * secret }}")]
    [InlineData("73519735", "{{ 'ab' | string.pad_left secret }}")]
    [InlineData("73519735", "{{ [1] | array.insert_at secret 1 }}")]
    [InlineData("-73519", "{{ [1] | array.limit secret; for x in [1] limit: secret; end }}")]
    [InlineData("73519", "{{ for x in [1] limit: secret; x[secret]; end }}")]
    public void A_count_made_from_a_secret_is_in_no_message(string digits, string source)
    {
        var secret = new Secret("digits", digits, digits, digits.TrimStart('-'));
        var result = Template.Parse(SourceText.From("t", source)).Render(secret.Options(other: false) with { Limits = new() { TextLength = 50, CollectionSize = 50 } });
        result.Error.ShouldNotBeNull();
        CheckError(source, result, secret);
    }

    [Theory]
    [InlineData("'kQw7Zr'", "{{ object.eval secret }}")]
    [InlineData("x = 'kQw7Zr'", "{{ object.eval secret; x }}")]
    [InlineData("x = `kQw7Zr`", "{{ object.eval secret; x | string.upcase }}")]
    [InlineData("x = $'kQw7Zr{1}'", "{{ object.eval secret; x }}")]
    [InlineData("x = {a: ['kQw7Zr']}", "{{ object.eval secret; x }}")]
    [InlineData("'kQw7Zr'; 1", "{{ object.eval secret }}")]
    [InlineData("func x; ret 'kQw7Zr'; end", "{{ object.eval secret; x }}")]
    [InlineData("func x; 'kQw7Zr'; end", "{{ object.eval secret; x }}")]
    [InlineData("x(a) = 'kQw7Zr' + a", "{{ object.eval secret; x 'y' }}")]
    [InlineData("func x(a = 'kQw7Zr'); ret a; end", "{{ object.eval secret; x }}")]
    [InlineData("x = do; ret 'kQw7Zr'; end", "{{ object.eval secret; [1] | array.each @x }}")]
    [InlineData("capture x; 'kQw7Zr'; end", "{{ object.eval secret; x }}")]
    [InlineData("object.eval \"x = 'kQw7Zr'\"", "{{ object.eval secret; x }}")]
    [InlineData("kQw7Zr", "{{ object.eval_template secret }}")]
    [InlineData("{{ x = 'kQw7Zr' }}", "{{ object.eval_template secret; x }}")]
    [InlineData("{{ capture x }}kQw7Zr{{ end }}", "{{ object.eval_template secret; x }}")]
    [InlineData("{{ func x }}kQw7Zr{{ end }}", "{{ object.eval_template secret; x }}")]
    [InlineData("{{ func x }}{{ for i in 1..2 }}kQw7Zr{{ end }}{{ end }}", "{{ y = object.eval_template secret }}{{ x }}")]
    [InlineData("{{ wrap w }}kQw7Zr{{ end }}", "{{ func w; $$; end; object.eval_template secret }}")]
    [InlineData("{{ func x }}kQw7Zr{{ end }}", "{{ object.eval_template secret | string.size }}{{ include 'x' }}")]
    public void What_a_secret_text_says_when_it_is_evaluated_is_secret(string text, string source)
    {
        var secret = new Secret("code", text, text, "kQw7Zr");
        var options = secret.Options(other: false) with { Library = new Library { ["x"] = "{{ x }}" } };
        var result = Template.Parse(SourceText.From("t", source)).Render(options);
        result.Error.ShouldBeNull();
        var (output, isSecret) = Secret.Reveal(result);
        secret.IsIn(output).ShouldBeTrue();
        isSecret.ShouldBeTrue();
    }

    [Theory]
    [InlineData("(", "{{ object.eval secret }}")]
    [InlineData("kQw7Zr.x", "{{ object.eval secret }}")]
    [InlineData("func x; ret kQw7Zr; end", "{{ object.eval secret; x }}")]
    [InlineData("x(kQw7Zr) = kQw7Zr - []", "{{ object.eval secret; x 1 }}")]
    [InlineData("{{ kQw7Zr }}", "{{ object.eval_template secret }}")]
    [InlineData("{{ include 'kQw7Zr' }}", "{{ object.eval_template secret }}")]
    [InlineData("{{ func x; include 'kQw7Zr'; end }}", "{{ object.eval_template secret; x }}")]
    [InlineData("x = 'kQw7Zr'", "{{ object.eval secret; include x }}")]
    public void An_error_in_a_secret_text_does_not_show_it(string text, string source)
    {
        var secret = new Secret("code", text, text, "kQw7Zr");
        var result = Template.Parse(SourceText.From("t", source)).Render(secret.Options(other: false));
        result.Error.ShouldNotBeNull();
        CheckError(source, result, secret);
    }

    [Theory]
    [InlineData("kQw7Zr: [")]
    [InlineData("a: 'kQw7Zr")]
    [InlineData("a: \"kQw7Zr\\q\"")]
    [InlineData("kQw7Zr\n\tb: 1")]
    [InlineData("a: *kQw7Zr")]
    [InlineData("&kQw7Zr a: *b")]
    [InlineData("!kQw7Zr x")]
    [InlineData("%kQw7Zr\n---\n")]
    [InlineData("- kQw7Zr\nb")]
    [InlineData("kQw7Zr: 1\nkQw7Zr: 2")]
    [InlineData("kQw7Zr: 1: 2")]
    [InlineData("{kQw7Zr: 1, kQw7Zr: 2}")]
    [InlineData("? [kQw7Zr]\n: 1")]
    [InlineData("<<: kQw7Zr")]
    [InlineData("a: kQw7Zr\n  b: 1")]
    [InlineData("kQw7Zr:1\nb: 2")]
    [InlineData("a: @kQw7Zr")]
    [InlineData("--- kQw7Zr\n--- b")]
    [InlineData("{\"kQw7Zr\": }")]
    [InlineData("{\"kQw7Zr\": 1, \"kQw7Zr\": 2}")]
    [InlineData("[kQw7Zr]")]
    [InlineData("\"kQw7Zr\\x\"")]
    [InlineData("[1, \"kQw7Zr")]
    [InlineData("\\kQw7Zr")]
    [InlineData("kQw7Zr=")]
    [InlineData("2020-13-kQw7Zr")]
    [InlineData("10.0.0.kQw7Zr/8")]
    public void A_text_that_cannot_be_read_is_not_shown(string text)
    {
        string[] functions =
        [
            "yaml.decode", "json.decode", "object.from_json", "regex.unescape", "string.base64_decode", "date.parse", "date.parse_to_string", "timespan.parse", "net.ip", "net.cidr", "string.to_int", "object.eval", "object.eval_template",
            "string.quote_sh", "string.quote_ini", "string.quote_xml", "string.quote_yaml", "array.sort", "array.join", "math.abs", "math.round", "math.format 'D'", "object.format 'D'", "html.strip", "string.pluralize 'a' 'b'", "array.first | string.pad_left 'x'",
        ];
        var secret = new Secret("broken", text, text, "kQw7Zr");
        foreach (var function in functions)
            CheckError(function, Template.Parse(SourceText.From("t", $"{{{{ secret | {function} }}}}")).Render(secret.Options(other: false)), secret);
    }

    [Fact]
    public void No_value_prints_the_secret_it_holds()
    {
        var model = Value.From(Secret.Words.Model(other: false));
        model.ToString().ShouldContain("[\"x\", <secret>, \"y\"]");
        Secret.Words.IsIn(model.ToString()).ShouldBeFalse();
        Secret.Words.IsIn(Value.From(new SecretText(Secret.Words.Text)).ToString()).ShouldBeFalse();
        Secret.Words.IsIn(new RenderResult(model, null, []).ToString()).ShouldBeFalse();
    }

    private static RenderResult Run(string source, bool other) => Template.Parse(SourceText.From("t", source)).Render(Secret.Words.Options(other));

    private static void CheckError(string source, RenderResult result, Secret? secret = null)
    {
        var error = result.Error is { } e ? $"{e} {e.Message} {e.Hint} {string.Join(' ', e.Related)}" : "";
        (secret ?? Secret.Words).IsIn(error).ShouldBeFalse($"{source}: {error}");
        (secret ?? Secret.Words).IsIn(string.Join(' ', result.Searches)).ShouldBeFalse(source);
    }
}
