namespace Converge.Language.Tests.Templates.Properties;

/// <summary>
/// Makes templates that take texts apart and put them together again, secret ones among them, but never turn one into a
/// number, a boolean or a key: whatever they print was made from texts alone.
/// </summary>
internal sealed class TaintGrammar(Random random)
{
    /// <summary>What everything made here may name.</summary>
    public const string Beginning = "{{ x = 'x'; l = []; o = {m: 'm'}; v = 'v'; func k; $$; $0; end; f(a) = a + '!' }}";

    private static readonly string[] Functions =
    [
        "string.upcase", "string.capitalize", "string.md5", "string.sha256", "string.base64_encode", "string.quote_json", "string.literal", "string.strip", "string.append 'x'", "string.prepend plain",
        "string.slice 1 3", "string.truncate 4", "string.pad_left 14", "string.replace 'Q' secret", "string.dedent", "string.indent 2", "html.escape", "html.url_encode", "regex.escape", "regex.replace '[a-z]' '-'",
        "object.default 'x'", "json.encode", "object.to_json", "yaml.encode", "f", "@string.downcase", "string.split '7' | array.join '-'", "array.reverse | array.join ''", "string.lines | array.first", "regex.split 'w' | array.last",
    ];

    public string Template()
    {
        var parts = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pick(
            () => $"{{{{ {Text(3)} }}}}",
            () => $"{{{{ x = {Text(3)} }}}}",
            () => $"  {{{{ l = {List(2)}; o.m = {Text(2)} }}}}",
            () => $"{{{{~ for i in {List(2)} ~}}}} {{{{ i }}}}{{{{ {Text(1)} }}}} {{{{ end }}}}",
            () => $"{{{{ capture x }}}}a {{{{ {Text(2)} }}}}\n b{{{{ end }}}}",
            () => $"{{{{ with {{w: {Text(2)}}}; v = w; end }}}}",
            () => $"{{{{ func g; {Text(1)}; ret {Text(1)}; end; x = g {Text(1)} }}}}",
            () => $"{{{{ h(a, b) = a + {Text(1)}; x = h({Text(1)}, {Text(1)}) }}}}",
            () => $"{{{{ x = include 'part' {Text(1)} a: {Text(1)} }}}}",
            () => $"{{{{ object.eval_template {Text(1)} }}}}",
            () => $"{{{{ case {Text(1)}; when null; 1; else; {Text(2)}; end }}}}",
            () => $"{{{{ tablerow i in {List(1)}; i; end }}}}",
            () => $"{{{{ wrap k {Text(1)}; {Text(1)}; end }}}}",
            () => $"{{{{ import {{n: {Text(1)}}}; n; x = n }}}}",
            () => "plain text\n"));
        return Beginning + string.Concat(parts) + "{{ x; l; o; v }}";
    }

    /// <summary>A call as it stands alone in a statement.</summary>
    public string Call() => $"{Text(2)} | {Any(Functions)}";

    private string Text(int depth) => depth <= 0 ? Leaf() : Pick(
        Leaf,
        () => $"({Text(depth - 1)} + {Text(depth - 1)})",
        () => $"({Text(depth - 1)} * 2)",
        () => $"$\"{{{Text(depth - 1)}}}-{{{Text(depth - 1)}}}\"",
        () => $"({Text(depth - 1)} | {Any(Functions)})",
        () => $"({Text(depth - 1)} | {Any(Functions)})",
        () => $"({List(depth - 1)} | array.join {Text(depth - 1)})",
        () => $"({List(depth - 1)} + '')",
        () => $"({Text(depth - 1)} ?? {Text(depth - 1)})",
        () => $"(true ? {Text(depth - 1)} : {Text(depth - 1)})",
        () => $"(f {Text(depth - 1)})",
        () => "(o.m)[0]",
        () => $"(do; ret {Text(depth - 1)}; end)",
        () => $"({{a: {Text(depth - 1)}}}).a",
        () => $"({List(depth - 1)} | array.first | object.default '')");

    private string List(int depth) => depth <= 0 ? Any("secrets", "l", "[secret]", "list", "deep") : Pick(
        () => $"[{Text(depth - 1)}, {Text(depth - 1)}]",
        () => $"({List(depth - 1)} + {List(depth - 1)})",
        () => $"({List(depth - 1)} << {Text(depth - 1)})",
        () => $"({Text(depth - 1)} | string.split '9')",
        () => $"({List(depth - 1)} | array.reverse)",
        () => $"({List(depth - 1)} | array.add {Text(depth - 1)})",
        () => $"({List(depth - 1)} | array.flatten | array.compact)",
        () => $"(object.values {{a: {Text(depth - 1)}, b: {Text(depth - 1)}}})",
        () => $"({List(depth - 1)} | array.each do; ret [$0, {Text(depth - 1)}]; end)",
        () => $"([{{a: {Text(depth - 1)}}}] | array.map 'a')",
        () => $"(array.zip {List(depth - 1)} {List(depth - 1)})");

    private string Leaf() => Any("secret", "secret", "secret[2]", "x", "plain", "'lit'", "holder.a", "secrets[1]", "deep[0].a[0]", "o.m", "v", "deep", "holder", "l", "$\"{secret}\"", "include 'part.secret'".Replace("include", "(include", StringComparison.Ordinal) + ")");

    private string Any(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];

    private string Pick(params ReadOnlySpan<Func<string>> choices) => choices[random.Next(choices.Length)]();
}
