using System.Globalization;
using Converge.Protocol;

namespace Converge.Cli.Output.Servers;

/// <summary>Runs of many nodes.</summary>
internal static class RunText
{
    private static readonly string[] Head = ["NODE", "START", "STATUS", "CHANGED", "FAILED", "SECONDS", "COMMIT", "RUN"];

    public static string List(List<RunSummary> runs) => Printed.Rows(runs, Head, Row, "no runs yet");

    /// <summary>One run in a line.</summary>
    public static string Outcome(RunSummary run) =>
        string.Create(CultureInfo.InvariantCulture, $"{Table.Clean(run.Node)}: {Status(run)} at {Printed.Short(run.Commit)}, {run.Changed} changed, {run.Failed} failed, {run.Resources} resources, {(run.End - run.Start).TotalSeconds:0.00} s\nrun {Table.Clean(run.Id)}\n");

    public static string Status(RunSummary run) => Table.Cell(run.Status);

    private static string[] Row(RunSummary run) =>
    [
        Table.Cell(run.Node),
        Printed.Time(run.Start),
        Status(run),
        run.Changed.ToString(CultureInfo.InvariantCulture),
        run.Failed.ToString(CultureInfo.InvariantCulture),
        (run.End - run.Start).TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture),
        Printed.Short(run.Commit),
        Table.Cell(run.Id),
    ];
}
