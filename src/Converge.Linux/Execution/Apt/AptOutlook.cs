using System.Collections.Immutable;

namespace Converge.Linux.Execution.Apt;

/// <summary>What apt-get says that it would do, as it says it before it does or refuses it.</summary>
internal sealed record AptOutlook(ImmutableArray<string> Removed, ImmutableArray<string> Downgraded, ImmutableArray<string> Held)
{
    public static AptOutlook Of(string output) => new(
        Names(output, "The following packages will be REMOVED:"),
        Names(output, "The following packages will be DOWNGRADED:"),
        Names(output, "The following held packages will be changed:"));

    /// <summary>The names below a heading, in lines that begin with blanks; a star marks what is purged.</summary>
    private static ImmutableArray<string> Names(string output, string heading) =>
    [
        .. output.Split('\n')
            .SkipWhile(line => line.TrimEnd() != heading)
            .Skip(1)
            .TakeWhile(static line => line.StartsWith(' '))
            .SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(static name => name.TrimEnd('*', '\r')),
    ];
}
