namespace Converge.Lab.Images;

/// <summary>The Debian package of Converge that nodes get.</summary>
/// <param name="Key">Says what is in it.</param>
public sealed record PackageFile(string Path, string Key)
{
    private const string Build = "packaging/build";

    /// <summary>The one that is given; else one that is built from the sources that this program was built from.</summary>
    public static async Task<PackageFile> FindAsync(string? given, Action<string> tell, CancellationToken cancel)
    {
        var path = await FindPathAsync(given, tell, cancel).ConfigureAwait(false);
        return new(path, await Images.Key.OfFileAsync(path, cancel).ConfigureAwait(false));
    }

    private static async Task<string> FindPathAsync(string? given, Action<string> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tell);
        if (given is not null)
            return File.Exists(given) ? System.IO.Path.GetFullPath(given) : throw new LabException($"there is no file '{given}'");
        var build = FindSources() ?? throw new LabException("there is no package of Converge to install in nodes", "'--package FILE' names one; with the sources of Converge it is built");
        var ran = await LabProcess.RunAsync(["sh", "-c", "exec \"$0\" 2>&1", build], null, line =>
        {
            if (line.StartsWith("converge: ", StringComparison.Ordinal))
                tell(line["converge: ".Length..]);
        }, cancel).ConfigureAwait(false);
        var last = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("").Trim();
        return ran.ExitCode == 0 && File.Exists(last) ? last : throw new LabException($"the package of Converge cannot be built: {ran.Output.Trim()}", $"'{build}' builds it");
    }

    private static string? FindSources()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, Build)))
                return System.IO.Path.Combine(folder, Build);
        }
        return null;
    }
}
