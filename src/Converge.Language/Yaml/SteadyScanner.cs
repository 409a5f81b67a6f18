using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Converge.Language.Yaml;

/// <summary>
/// The scanner, except that looking ahead twice does not skip a token. The parser does that behind a scalar with an
/// anchor in braces, and then misses the comma in <c>{a: &amp;x 1, b: 2}</c>.
/// </summary>
internal sealed class SteadyScanner(TextReader text) : IScanner
{
    private readonly Scanner _scanner = new(text);

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext() => _scanner.MoveNext();

    public bool MoveNextWithoutConsuming() => _scanner.Current is not (null or StreamEnd) || _scanner.MoveNextWithoutConsuming();

    public void ConsumeCurrent() => _scanner.ConsumeCurrent();
}
