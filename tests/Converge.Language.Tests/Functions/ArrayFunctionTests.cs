using Converge.Language.Templates;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class ArrayFunctionTests
{
    [Theory]
    [InlineData("{{ null | array.first }}|{{ {a: 1} | array.first }}|{{ [] | array.last }}|{{ 1..4 | array.last }}", "|{key: \"a\", value: 1}||4")]
    [InlineData("{{ null | array.map 'x' }}{{ [1] | array.map null }}{{ {x: 1} | array.map 'value' }}{{ ['ab'] | array.map 'size' }}", "[][][1][2]")]
    [InlineData("{{ [{a: {b: 1}}] | array.map 'a.b' }}", "[]")]
    [InlineData("{{ a = [1]; a.x = 5; [a] | array.map 'x' }}{{ [a] | array.map 'size' }}{{ [run.now] | array.map 'year' }}", "[5][1][2026]")]
    [InlineData("{{ null | array.compact }}{{ null | array.limit 1 }}{{ null | array.offset 1 }}{{ null | array.uniq }}{{ null | array.each @string.upcase }}", "")]
    [InlineData("{{ null | array.reverse }}{{ null | array.sort }}{{ null | array.remove_at 0 }}{{ null | array.add 1 }}", "[][][][1]")]
    [InlineData("{{ empty | array.size }}{{ empty | array.first }}{{ {a: 1} | array.size }}{{ 'four' | array.size }}", "014")]
    [InlineData("{{ [1, 2, 3] | array.limit (-1) }}{{ [1, 2, 3] | array.limit 2.5 }}{{ [1, 2] | array.offset (-9) }}{{ [1, 2] | array.offset 9 }}", "[][1, 2][1, 2][]")]
    [InlineData("{{ [1, 2] | array.remove_at 2 }}{{ [1, 2] | array.remove_at (-3) }}{{ [1, 2] | array.remove_at (-2147483648) }}", "[1, 2][1, 2][1, 2]")]
    [InlineData("{{ [1] | array.insert_at (-5) 0 }}{{ null | array.insert_at 1 5 }}{{ 'b' | array.insert_at 0 'a' }}", "[0, 1][null, 5][\"a\", \"b\"]")]
    [InlineData("{{ x = [1]; y = x | array.add 2; x.size }}{{ z = x | array.insert_at 0 0; x }}", "1[1]")]
    [InlineData("{{ a = [1]; [a] | array.contains a }}{{ [[1]] | array.contains [1] }}{{ [null] | array.contains null }}{{ [1] | array.contains true }}", "truefalsetruefalse")]
    [InlineData("{{ [1, 1.0, '1', 1] | array.uniq }}", "[1, 1, \"1\"]")]
    [InlineData("{{ ['x', null, 1.5, [1, 'q']] | array.join ',' }}|{{ null | array.join ',' }}|{{ ['a', 'b'] | array.join null }}", "x,,1.5,[1, \"q\"]||ab")]
    [InlineData("{{ [1, 2..4, 'ab', {}] | array.flatten }}{{ null | array.flatten }}", "[1, 2, 3, 4, \"ab\", {}]")]
    [InlineData("{{ array.zip [1] null }}{{ array.zip [] [1] }}{{ array.zip 1..3 'ab' }}", "[][[1, \"a\"], [2, \"b\"]]")]
    [InlineData("{{ array.cycle [] }}{{ array.cycle null }}{{ array.cycle 1..3 }}{{ array.cycle 1..3 }}{{ array.cycle 1..3 }}{{ array.cycle 1..3 }}", "1231")]
    [InlineData("{{ array.cycle ['a', 'b', 'c'] 'g' }}{{ array.cycle ['a', 'b', 'c'] 'g' }}{{ array.cycle ['x', 'y'] 'g' }}{{ array.cycle ['x', 'y'] 'g' }}", "abxy")]
    [InlineData("{{ null | array.sum }}{{ [1.5, 2147483647, 1] | array.sum }} {{ [0.1m, 0.2m] | array.sum }}", "02147483649.5 0.3")]
    [InlineData("{{ [] | array.max }}{{ null | array.min }}{{ [{}] | array.max }}{{ [2, 2.0] | array.max | object.kind }}", "{}int")]
    [InlineData("{{ null | array.group_by 'x' }}{{ [{a: {b: 1.5}}] | array.group_by 'a.b' | object.keys }}", "{}[\"1.5\"]")]
    [InlineData("{{ null | array.any @string.empty }}{{ [1] | array.any @(do; ret 1; end) }}", "falsefalse")]
    [InlineData("{{ [1] | array.compact | object.kind }} {{ [1] | array.each @(do; ret 1; end) | object.kind }} {{ [1] | array.sort | object.kind }}", "range range array")]
    public void Lists_of_all_sorts(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ ['b', 'B', 'a', null, 'A', 'ab'] | array.sort }}", "[null, \"a\", \"A\", \"ab\", \"b\", \"B\"]")]
    [InlineData("{{ ['é', 'E', 'e', 'z', 'É'] | array.sort }}", "[\"e\", \"E\", \"z\", \"é\", \"É\"]")]
    [InlineData("{{ [10, 9.5, 1e30, 2m, 1f] | array.sort }}", "[1, 2, 9.5, 10, 1000000000000000000000000000000]")]
    [InlineData("{{ [true, false, null] | array.sort }}", "[null, false, true]")]
    [InlineData("{{ [timespan.from_days 2, timespan.from_hours 1] | array.sort }}", "[01:00:00, 2.00:00:00]")]
    [InlineData("{{ [{n: 'x', k: 1}, {n: 'y', k: 1.0}, {n: 'z'}, {n: 'w', k: 0}] | array.sort 'k' | array.map 'n' }}", "[\"z\", \"w\", \"x\", \"y\"]")]
    [InlineData("{{ 5 | array.sort }}{{ 'cab' | array.sort }}{{ [[1]] | array.sort }}{{ {b: 1, a: 2} | array.sort 'key' | array.map 'value' }}", "[5][\"a\", \"b\", \"c\"][[1]][2, 1]")]
    public void Sorting_is_the_same_everywhere(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 5 | array.first }}", "error 1:4: 'list' of 'array.first' must be a list, not the int '5'")]
    [InlineData("{{ [3, 'a'] | array.sort }}", "error 1:4: items of type int and string have no common order")]
    [InlineData("{{ [{}, {}] | array.sort }}", "error 1:4: items of type object have no order")]
    [InlineData("{{ [1, 'a'] | array.max }}", "error 1:4: items of type int and string have no common order")]
    [InlineData("{{ [1, null] | array.min }}", "error 1:4: item 1 is null ('array.compact' leaves nulls out)")]
    [InlineData("{{ [1, null] | array.sum }}", "error 1:4: item 1 is null ('array.compact' leaves nulls out)")]
    [InlineData("{{ [1, 'x'] | array.sum }}", "error 1:4: item 1 is of type string, not a number")]
    [InlineData("{{ [1] | array.each 'x' }}", "error 1:21: 'function' of 'array.each' must be a function ('@name'), not the string 'x'")]
    [InlineData("{{ null | array.filter 1 }}", "error 1:24: 'function' of 'array.filter' must be a function ('@name'), not the int '1'")]
    [InlineData("{{ [1] | array.insert_at 'x' 1 }}", "error 1:26: 'index' of 'array.insert_at' must be an integer, not the string 'x'")]
    [InlineData("{{ [1] | array.insert_at 2000000000 1 }}", "error 1:4: a list would have more than 1000000 items")]
    [InlineData("{{ [{a: 1}, {b: 1}] | array.group_by 'a' }}", "error 1:38: item 1 has no member 'a'")]
    [InlineData("{{ [{a: null}] | array.group_by 'a' }}", "error 1:33: 'a' of item 0 is null and cannot be a key")]
    [InlineData("{{ [{a: []}] | array.index_by 'a' }}", "error 1:31: 'a' of item 0 is of type array and cannot be a key")]
    [InlineData("{{ [{a: 'x'}, {a: 'x'}] | array.index_by 'a' }}", "error 1:4: item 1 has the same 'a' as an earlier one ('array.group_by' keeps all of them)")]
    [InlineData("{{ a = []; a[0] = a; a | array.flatten }}", "error 1:22: the lists are nested deeper than 64 levels")]
    public void What_cannot_be_done_is_an_error_at_the_argument(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ [secret, 'x'] | array.first }}", "secret: hidden")]
    [InlineData("{{ [secret, 'x'] | array.last }}", "x")]
    [InlineData("{{ secret | array.first }}", "secret: h")]
    [InlineData("{{ [secret, 'a'] | array.sort | array.first }}", "a")]
    [InlineData("{{ [secret, 'a'] | array.max }}", "secret: hidden")]
    [InlineData("{{ [secret, 'x'] | array.join '-' }}", "secret: hidden-x")]
    [InlineData("{{ ['x', 'y'] | array.join secret }}", "secret: xhiddeny")]
    [InlineData("{{ ['x', 'y'] | array.join ',' @(do; ret secret; end) }}", "secret: hidden,hidden")]
    [InlineData("{{ [1] | array.each @(do; ret secret; end) | array.first }}", "secret: hidden")]
    [InlineData("{{ array.cycle [secret, 'b'] }}", "secret: hidden")]
    [InlineData("{{ array.cycle ['a', secret] }}", "a")]
    [InlineData("{{ [1, secret] | array.contains 'hidden' }}{{ ['hidden', secret] | array.uniq | array.size }}", "true1")]
    [InlineData("{{ [{a: 1, p: secret, q: 'q'}] | array.index_by 'a' | object.path '1.q' }}", "q")]
    [InlineData("{{ [{a: secret}] | array.group_by 'a' }}", "error 1:35: 'a' of item 0 is secret and cannot be a key")]
    [InlineData("{{ [{a: secret}] | array.index_by 'a' }}", "error 1:35: 'a' of item 0 is secret and cannot be a key")]
    [InlineData("{{ [{a: 1}] | array.group_by secret }}", "error 1:30: a secret cannot be 'member' of 'array.group_by'")]
    [InlineData("{{ [{a: 1}] | array.map secret }}", "error 1:25: a secret cannot be 'member' of 'array.map'")]
    [InlineData("{{ [{a: 1}] | array.sort secret }}", "error 1:26: a secret cannot be 'member' of 'array.sort'")]
    [InlineData("{{ [1] | array.insert_at secret 1 }}", "error 1:26: 'index' of 'array.insert_at' must be an integer, not the string <secret>")]
    public void A_secret_stays_one_and_taints_only_the_text_it_is_in(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ 1..30 | array.reverse | array.first }}")]
    [InlineData("{{ 1..20 | array.compact | array.uniq | array.last }}")]
    [InlineData("{{ for i in 1..10; 1..10 | array.join ','; end }}")]
    public void Walking_counts_as_iterations(string template)
    {
        var options = Rendered.Run with { Limits = RenderLimits.Default with { Iterations = 30 } };
        Rendered.Of(template, options).ShouldContain("exceeding the limit of '30' iterations");
    }

    [Theory]
    [InlineData("{{ [1, 2, 3] | array.add 4 }}")]
    [InlineData("{{ [1, 2, 3] | array.insert_at 3 4 }}")]
    [InlineData("{{ [[1, 2], [3, 4]] | array.flatten }}")]
    [InlineData("{{ 1..4 | array.each @(do; ret 1; end) }}")]
    [InlineData("{{ 1..4 | array.sort }}")]
    [InlineData("{{ array.zip 1..4 1..4 }}")]
    public void Arrays_stay_within_the_limit(string template)
    {
        var options = Rendered.Run with { Limits = RenderLimits.Default with { CollectionSize = 3 } };
        Rendered.Of(template, options).ShouldContain("error 1:");
    }

    [Fact]
    public void Copies_count_as_work_but_not_as_iterations()
    {
        const string Template = "{{ for i in 1..2000; $x = $x ?? [] | array.add i; end; $x.size }}";
        Rendered.Of(Template).ShouldBe("2000");
        Rendered.Of(Template, Rendered.Run with { Limits = RenderLimits.Default with { Work = 100_000 } }).ShouldContain("exceed 100000");
    }

    [Theory]
    [InlineData("{{ for i in 1..9; array.cycle [x]; end }}")]
    [InlineData("{{ for i in 1..9; array.cycle x 'g'; end }}")]
    [InlineData("{{ [x, x, x, x, x, x, x, x, x] | array.uniq | array.size }}")]
    [InlineData("{{ [x, x, x, x, x, x, x, x, x] | array.contains 'y' }}")]
    [InlineData("{{ [x, x, x, x, x, x, x, x, x] | array.sort | array.size }}")]
    [InlineData("{{ [x, x, x, x, x, x, x, x, x] | array.max | string.size }}")]
    [InlineData("{{ $a = {n: x}; [$a, $a, $a, $a, $a, $a, $a, $a, $a] | array.group_by 'n' | object.size }}")]
    public void Looking_at_long_texts_counts_as_work(string template)
    {
        var options = Rendered.Run with { Limits = RenderLimits.Default with { Work = 50_000, Iterations = 20_000 } };
        Rendered.Of("{{ x = '0123456789' * 1000 }}" + template, options).ShouldMatch("exceed(ing)? ");
    }

    [Fact]
    public void Lazy_results_see_the_list_as_it_is_when_read()
    {
        Rendered.Of("{{ a = [1, 2]; x = a | array.compact; a[0] = 9; x }}").ShouldBe("[9, 2]");
        Rendered.Of("{{ n = 1; x = [1, 2] | array.each @(do; ret $0 + n; end); n = 5; x }}").ShouldBe("[2, 3]");
    }
}
