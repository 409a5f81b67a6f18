using System.Globalization;
using System.Text;
using Converge.Lab.Loading;
using Converge.Language.Values;

namespace Converge.Cli.Output.Labs;

/// <summary>What became of a load.</summary>
internal static class LoadText
{
    private static readonly (string Name, double Share)[] Shares = [("median", 0.5), ("99 %", 0.99), ("longest", 1)];

    public static string Render(LoadResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Requests.Length} requests, {result.Failed} failed");
        if (result.Failed > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", result.Problems.Select(static problem => $"{Number(problem.Count)} {problem.Problem}"))})");
        text.Append('\n');
        foreach (var outage in result.Outages)
            text.Append(CultureInfo.InvariantCulture, $"outage of {outage.Length.TotalSeconds:0.00} s{(outage.HasEnded ? "" : " and on")}, from {result.Started + outage.At:HH:mm:ss.ff}\n");
        if (result.Answered(1) is not null)
            text.Append(CultureInfo.InvariantCulture, $"answers: {string.Join(", ", Shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {Milliseconds(result, share.Share)} ms")))}\n");
        return text.ToString();
    }

    public static string ToJson(LoadResult result) => JsonText.Write(Value.From(new ScriptObject
    {
        ["started"] = Value.From(result.Started.ToString("O", CultureInfo.InvariantCulture)),
        ["requests"] = Value.From(result.Requests.Length),
        ["failed"] = Value.From(result.Failed),
        ["problems"] = Value.From(new ScriptArray(result.Problems.Select(static problem => Value.From(new ScriptObject { ["problem"] = Value.From(problem.Problem), ["count"] = Value.From(problem.Count) })))),
        ["outage_ms"] = Value.From(Math.Round(result.Longest?.Length.TotalMilliseconds ?? 0)),
        ["outages"] = Value.From(new ScriptArray(result.Outages.Select(static outage => Value.From(new ScriptObject
        {
            ["at_ms"] = Value.From(Math.Round(outage.At.TotalMilliseconds)),
            ["length_ms"] = Value.From(Math.Round(outage.Length.TotalMilliseconds)),
            ["ended"] = Value.From(outage.HasEnded),
        })))),
        ["median_ms"] = Milliseconds(result, 0.5),
        ["p99_ms"] = Milliseconds(result, 0.99),
        ["longest_ms"] = Milliseconds(result, 1),
    }), new(Indent: 2)) + "\n";

    private static Value Milliseconds(LoadResult result, double share) => result.Answered(share) is { } time ? Value.From(Math.Round(time.TotalMilliseconds)) : Value.Null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
