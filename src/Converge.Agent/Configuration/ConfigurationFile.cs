namespace Converge.Agent.Configuration;

/// <summary>The file of the configuration, changed where that is needed and left as it is elsewhere.</summary>
public static class ConfigurationFile
{
    private const string Key = "server:";

    /// <summary>Sets the server in a text: in the place of the one that is there, or of the one that is commented out.</summary>
    public static string WithServer(string text, Uri server)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(server);
        var line = $"{Key} {server.ToString().TrimEnd('/')}";
        var lines = text.Split('\n').ToList();
        var place = lines.FindIndex(static line => line.StartsWith(Key, StringComparison.Ordinal));
        if (place < 0)
            place = lines.FindIndex(static line => line.StartsWith('#') && line.TrimStart('#').TrimStart().StartsWith(Key, StringComparison.Ordinal));
        if (place >= 0)
            lines[place] = line;
        else
            lines.Insert(0, line);
        return string.Join('\n', lines);
    }

    /// <summary>Its text, to see whether it is the same later; null if there is none.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="AgentException">It cannot be written.</exception>
    public static void SetServer(string path, Uri server)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var text = WithServer(File.Exists(path) ? File.ReadAllText(path) : "", server);
            var half = $"{path}.{Environment.ProcessId}~";
            using (var file = new FileStream(half, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead }))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            File.Move(half, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException($"'{path}' cannot be written: {e.Message}", $"write '{Key} {server}' there yourself");
        }
    }
}
