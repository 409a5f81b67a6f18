using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>
/// A secret with two possible texts. Whatever differs between a run with the one and a run with the other was made from
/// it; whatever contains the mark shows it.
/// </summary>
internal sealed record Secret(string Name, string Text, string OtherText, string Mark)
{
    private const string First = "kQw7Zr";
    private const string Second = "mTd4Hs";

    public static readonly Secret Words = Of("words", "kQw7Zr vB9x");

    /// <summary>Texts that functions take for something.</summary>
    public static readonly Secret[] All =
    [
        Words,
        Of("lines", "kQw7Zr\n  kQw7Zr\r\n\n"),
        Of("path", "a.kQw7Zr"),
        Of("template", "a{{ 'kQw7Zr' }}b"),
        Of("script", "'kQw7Zr' + 1"),
        Of("json", """{"a": "kQw7Zr", "b": ["kQw7Zr", 1], "c": {"d": "kQw7Zr"}}"""),
        Of("yaml", "a: kQw7Zr\nb: [kQw7Zr, 1]\n"),
        Of("html", "<b class='kQw7Zr'>kQw7Zr</b>"),
        Of("escapes", "kQw7Zr\\n\\.\\u0041"),
        new("base64", "a1F3N1py", "bVRkNEhz", First),
        new("number", "73519", "28640", "73519"),
        new("fraction", "73.519", "28.640", "73.519"),
        new("address", "10.73.51.9", "10.28.64.3", "10.73.51.9"),
        new("network", "10.73.0.0/16", "10.28.0.0/16", "10.73.0.0"),
        new("date", "2021-03-04T05:06:07Z", "2022-08-09T10:11:12Z", "2021-03-04"),
        new("span", "1.02:03:04", "5.06:07:08", "1.02:03:04"),
    ];

    private static Secret Of(string name, string text) => new(name, text, text.Replace(First, Second, StringComparison.Ordinal), First);

    /// <summary>What templates see: the secret alone and inside of containers, and plain data.</summary>
    public ScriptObject Model(bool other)
    {
        var secret = Value.Text(other ? OtherText : Text, secret: true);
        return new()
        {
            { "secret", secret },
            { "secrets", Value.From(new ScriptArray([Value.From("x"), secret, Value.From("y")])) },
            { "holder", Value.From(new ScriptObject { { "a", secret }, { "b", Value.From("plain") } }) },
            { "deep", Value.From(new ScriptArray([Value.From(new ScriptObject { { "a", Value.From(new ScriptArray([secret])) }, { "b", Value.From(1) } })])) },
            { "plain", Value.From("plain") },
            { "number", Value.From(3) },
            { "list", Value.From(new ScriptArray([Value.From(1), Value.From("two"), Value.Null])) },
        };
    }

    public RenderOptions Options(bool other) => new()
    {
        Model = Model(other),
        Now = DateTimeOffset.UnixEpoch,
        Seed = 7,
        RunId = "run",
        Library = new Library { ["part"] = "part {{ $1 }} {{ $.a ?? '' }} {{ plain }}", ["part.secret"] = "{{ secret }}" },
        Search = new NoNodes(),
        Limits = new() { Iterations = 5000, Work = 2_000_000, RegexTimeout = TimeSpan.FromMilliseconds(200) },
    };

    /// <summary>Not a number, date or address, which values of other kinds may show.</summary>
    public bool IsText => Mark == First;

    /// <summary>Whether a message or a printed value shows the secret.</summary>
    public bool IsIn(string text) => text.Contains(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>The texts in a value that are not secret; with <paramref name="depth"/> against values that contain themselves.</summary>
    public static IEnumerable<string> PlainTexts(Value value, int depth = 0)
    {
        if (value.Kind == ValueKind.String)
            return [value.AsString()];
        if (depth > 20)
            return [];
        var items = value.Kind switch
        {
            ValueKind.Array => value.AsArray().Concat(value.AsArray().Properties?.Select(m => m.Value) ?? []),
            ValueKind.Range => value.AsRange(),
            ValueKind.Object => value.AsObject().Select(m => m.Value),
            _ => [],
        };
        return items.SelectMany(item => PlainTexts(item, depth + 1));
    }

    /// <summary>The revealed text and whether it is secret.</summary>
    public static (string Text, bool IsSecret) Reveal(RenderResult result) =>
        (result.Output.IsSecret ? result.Output.AsSecret().Reveal() : result.Output.AsString(), result.Output.IsSecret);

    private sealed class NoNodes : ISearchProvider
    {
        public IEnumerable<ScriptObject> Search(string index, string? query) => query is null ? [new() { { "name", Value.From("n1") } }] : [];
    }
}

/// <summary>Templates by name, parsed when they are asked for.</summary>
internal sealed class Library : Dictionary<string, string>, ITemplateLibrary
{
    private readonly Dictionary<string, Template> _parsed = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => Keys;

    public Template? Find(string name)
    {
        if (!TryGetValue(name, out var text))
            return null;
        if (!_parsed.TryGetValue(name, out var template))
            _parsed[name] = template = Template.Parse(SourceText.From(name, text));
        return template;
    }
}
