using System.Text;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>What apt calls the files that it fetches.</summary>
internal static class ListName
{
    private const string Quoted = "\\|{}[]<>\"^~_=!@#$%^&*";

    /// <summary>How the names of all files begin that come from a suite of a source; null if that depends on the machine.</summary>
    public static string? Prefix(string uri, string suite)
    {
        if (suite.Contains("$(", StringComparison.Ordinal) || uri.Contains("$(", StringComparison.Ordinal))
            return null;
        var scheme = uri.IndexOf(':', StringComparison.Ordinal);
        var place = uri[(scheme + 1)..];
        if (place.StartsWith("//", StringComparison.Ordinal))
            place = place[2..];
        // A password is not in the name.
        var host = place.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : place.Length;
        place = place[(place[..host].LastIndexOf('@') + 1)..];
        return Quote($"{place.TrimEnd('/')}/{(suite.EndsWith('/') ? suite : $"dists/{suite}/")}");
    }

    private static string Quote(string path)
    {
        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (b == '/')
                name.Append('_');
            else if (b is <= (byte)' ' or > 126 || Quoted.Contains((char)b, StringComparison.Ordinal))
                name.Append($"%{b:x2}");
            else
                name.Append((char)b);
        }
        return name.ToString();
    }
}
