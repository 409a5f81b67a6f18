using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// One match after the other, all of them together within the time that a call may take. Reading the text counts as work.
/// </summary>
internal ref struct RegexWalk(Call call, Regex regex, string text)
{
    private readonly Call _call = call;
    private readonly long _start = Stopwatch.GetTimestamp();
    private Match? _current;

    public readonly Match Current => _current!;

    public bool Next()
    {
        try
        {
            if (Stopwatch.GetElapsedTime(_start) > _call.Limits.RegexTimeout)
                throw TooLong();
            if (_current is null)
                _call.Reserve(text.Length);
            _current = _current is null ? regex.Match(text) : _current.NextMatch();
            return _current.Success;
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    private readonly TemplateException TooLong() =>
        _call.Error(
            1,
            $"matching takes longer than {_call.Limits.RegexTimeout.TotalSeconds} s",
            "a pattern with nested repetitions may never end");
}
