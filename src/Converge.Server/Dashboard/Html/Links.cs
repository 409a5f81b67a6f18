namespace Converge.Server.Dashboard.Html;

/// <summary>Addresses of pages. They begin with a slash, so none of them can be anything but a page of this server.</summary>
internal static class Links
{
    public const string Fleet = "/";
    public const string Nodes = "/nodes";
    public const string Runs = "/runs";
    public const string Drift = "/drift";
    public const string Audit = "/audit";
    public const string Environments = "/environments";
    public const string Login = "/login";
    public const string Logout = "/logout";
    public const string Events = "/events";
    public const string Completion = "/completion";

    public static string Node(string name) => $"{Nodes}/{Uri.EscapeDataString(name)}";

    public static string RunNow(string node) => $"{Node(node)}/run";

    public static string Run(string id) => $"{Runs}/{Uri.EscapeDataString(id)}";

    /// <summary>An address with those parameters that have a value.</summary>
    public static string With(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = path;
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
                text += $"{(text.Length == path.Length ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }
        return text;
    }

    public static string Search(string query) => With(Nodes, ("query", query));
}
