using Converge.Testing;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>Templates to start from: some of our own, and the conformance corpus where it is present.</summary>
internal static class Samples
{
    private static readonly string[] Own =
    [
        "Hello {{ name }}!\n{{~ for item in items ~}}\n  - {{ item.name | string.upcase }}: {{ item.price }}\n{{~ else ~}}\n  nothing\n{{~ end ~}}\n",
        "{{ if a && (b || !c) }}yes{{ else if x == 1 ? true : false }}maybe{{ else }}no{{ end }}",
        "{{ func greet(who, greeting = 'hello', rest...); ret $\"{greeting}, {who}\"; end; greet 'you' }}{{ [1, 2] | array.each do; $0 * 2; end }}",
        "{{ x = {a: [1, 2.5, 'three'], 'b c': {d: null}}; x.a[-1]; x?.y?.z ?? 'none'; x['b c'].d.empty? }}",
        "{{ case x; when 1, 2 || 3 }}few{{ when 'a' }}text{{ else }}{{ x }}{{ end }}{%{ {{ not code }} }%}",
        "  {{ capture text }}\n    a\n  {{ end ~}}\n{{ text | string.strip }}{{- # comment -}}\n{{ ## long\n comment ## text }}",
        "{{ while i < 3; i++; if i == 2; continue; end; break; end; with x; a = 1; end; import x; readonly i; wrap greet 'x'; $$; end; ret i }}",
        "{{ tablerow p in products cols:2 limit:4 reversed }}{{ p.title }}{{ end }}{{ $x = `raw ``text```; \"\\u00e9\\x41\\n\" + $x }}",
        "{{ 1..5 | array.size; 0xFFu + 0b101 // 2 << 3; 1e3; 10.50m; -x; +y; f 1 + 1 | g n:-2 (c); include 'a/b' x:1; @f; ^list }}",
    ];

    private static readonly Lazy<string[]> LazyAll = new(() => [.. Own, .. Corpus()]);

    public static string[] All => LazyAll.Value;

    /// <summary>A sample with some characters removed, doubled, replaced or moved, or a piece of another one put into it.</summary>
    public static string Mutated(Random random)
    {
        var text = All[random.Next(All.Length)];
        for (var changes = random.Next(1, 6); changes > 0 && text.Length > 0; changes--)
            text = Change(random, text);
        return text;
    }

    private static string Change(Random random, string text)
    {
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 8), text.Length - at);
        return random.Next(6) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, text.Substring(at, length)),
            2 => text.Remove(at, 1).Insert(at, TokenSoup.Piece(random)),
            3 => text.Insert(at, TokenSoup.Piece(random)),
            4 => text[at..] + text[..at],
            _ => Spliced(random, text, at),
        };
    }

    private static string Spliced(Random random, string text, int at)
    {
        var other = All[random.Next(All.Length)];
        return text[..at] + other[random.Next(other.Length)..];
    }

    private static IEnumerable<string> Corpus()
    {
        if (SharedData.WhyAbsent(Conformance.Corpus.Folder) is not null)
            return [];
        return Conformance.Corpus.Cases.Values.Concat(Conformance.Corpus.Examples.Values).Select(test => test.Template).Where(text => text.Length > 0);
    }
}
