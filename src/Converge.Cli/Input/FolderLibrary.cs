using Converge.Language.Templates;

namespace Converge.Cli.Input;

/// <summary>
/// The templates in and below a folder. A file is read when it is first included; what a name reaches through links must
/// be in the folder, too.
/// </summary>
/// <param name="folder">As the user named it; empty for the current one.</param>
internal sealed class FolderLibrary(string folder, Sources sources) : ITemplateLibrary
{
    private readonly Dictionary<string, Template?> _found = new(StringComparer.Ordinal);

    /// <summary>For suggestions; each one with and without its extension.</summary>
    public IEnumerable<string> Names => Directory
        .EnumerateFiles(folder.Length == 0 ? "." : folder, "*.sbn", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint })
        .Take(1000)
        .Select(path => Path.GetRelativePath(folder.Length == 0 ? "." : folder, path))
        .SelectMany(name => (string[])[name, Path.ChangeExtension(name, null)]);

    public Template? Find(string name)
    {
        if (!_found.TryGetValue(name, out var template))
            _found.Add(name, template = Load(name));
        return template;
    }

    private Template? Load(string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path) || LibC.RealPath(path) is not { } real)
            return null;
        var home = LibC.RealPath(folder.Length == 0 ? "." : folder);
        if (home is null || !real.StartsWith(home.EndsWith('/') ? home : $"{home}/", StringComparison.Ordinal))
            throw new FormatException($"the template '{name}' is a link that leaves the folder of the one that is rendered");
        return sources.Read(path, real) is { } source ? Template.Parse(source) : null;
    }
}
