using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary>The lines of a file of requirements, with those of the files that it names: another revision of an application may need more.</summary>
/// <param name="Lacks">A file that is not there.</param>
internal sealed partial record RequirementFiles(ImmutableArray<string> Lines, ResourceId? Lacks)
{
    private const int Others = 4;

    /// <param name="user">As whom pip reads them.</param>
    public static RequirementFiles Read(string path, string? user, IMachine machine)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var lacks = Add(path);
        return new(lines.ToImmutable(), lacks);

        ResourceId? Add(string file)
        {
            if (machine.Files.Read(file) is not { } content)
                return new("file", file);
            seen.Add(file);
            foreach (var line in Split(Encoding.UTF8.GetString(content.Span)))
            {
                if (Included(line, file) is not { } other || !MayRead(other, user, machine))
                    lines.Add(line);
                else if (!seen.Contains(other) && Add(other) is { } missing)
                    return missing;
            }
            return null;
        }
    }

    private static string? Included(string line, string file) =>
        Inclusion().Match(line) is { Success: true } match ? Path.GetFullPath(match.Groups["path"].Value, Path.GetDirectoryName(file)!) : null;

    /// <summary>Whoever writes the files is not told by way of root what is in those of others.</summary>
    private static bool MayRead(string path, string? user, IMachine machine) =>
        user is null or "root" || machine.Files.Stat(path) is not { } status || (status.Mode & Others) != 0 || machine.Accounts.UserName(status.Uid) == user;

    private static IEnumerable<string> Split(string text) =>
        text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(static line => Remark().Replace(line, "").Trim()).Where(static line => line.Length > 0);

    // What is on another machine only pip can read.
    [GeneratedRegex(@"^(-r\s*|--requirement[\s=]\s*)(?<path>(?!\w+://)\S.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inclusion();

    [GeneratedRegex(@"(^|\s)#.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Remark();
}
