using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Cli.Servers;

/// <summary>What an operator has in a file, so as not to say it each time.</summary>
internal sealed record OperatorFile(string? Server, string? Token, string? Authority)
{
    public const string Usual = "~/.config/converge/operator.yaml";

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly string[] Keys = ["server", "token", "ca"];

    /// <summary>Null if there is none.</summary>
    public static OperatorFile? Read()
    {
        if (Place() is not { } path || !File.Exists(path))
            return null;
        var sources = new Sources();
        if (sources.Read(path) is not { } text || YamlDocument.Parse(text, sources.Problems)?.ToValue() is not { } value || sources.Problems.HasErrors)
            throw new ComplaintException(sources.Problems.Sorted(), sources.Find);
        if (value.Kind != ValueKind.Object)
            throw Wrong(path);
        var fields = value.AsObject();
        foreach (var key in fields.Keys)
        {
            if (Array.IndexOf(Keys, key) < 0)
                throw Wrong(path);
        }
        var file = new OperatorFile(Text(fields, "server", path), Text(fields, "token", path), Text(fields, "ca", path));
        if (file.Token is not null && (File.GetUnixFileMode(path) & Others) != 0)
            throw new UserException($"others may read '{path}', in which there is a token", $"'chmod 600 {path}' ends that; if somebody may have read it, have the token replaced");
        return file;
    }

    private static string? Place()
    {
        var folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } given ? given
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config") : null;
        return folder is null ? null : Path.Combine(folder, "converge", "operator.yaml");
    }

    private static string? Text(ScriptObject fields, string key, string path)
    {
        if (!fields.TryGet(key, out var value))
            return null;
        return value.Kind == ValueKind.String ? value.AsString() : throw Wrong(path);
    }

    private static UserException Wrong(string path) => new($"'{path}' is not as it should be", $"expected the keys {string.Join(", ", Keys)}, each with a text");
}
