using System.Globalization;
using Converge.Cli.Commands;
using Converge.Cli.Output;

namespace Converge.Cli.Input;

/// <summary>How long something is good for: a number and a unit, <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>30d</c>.</summary>
internal static class Duration
{
    private const int LongestDigits = 6;

    public static long Seconds(Invocation invocation, Parameter parameter)
    {
        var text = invocation[parameter];
        var unit = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 24 * 3600,
            _ => 0,
        };
        return unit > 0 && text.Length <= LongestDigits + 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number * (long)unit
            : throw new UserException($"'{text}' is no duration", $"as in '{parameter.Name} 15m', '1h' or '30d'");
    }
}
