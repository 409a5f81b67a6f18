using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Recipes.Trees;

namespace Converge.Recipes;

/// <summary>The templates and files of a recipe. Each is read when it is first asked for, and once.</summary>
public sealed class RecipeFiles : ITemplateLibrary
{
    public const string TemplateExtension = ".sbn";

    private const string TemplateFolder = "templates";
    private const string FileFolder = "files";

    private readonly ITree _tree;
    private readonly string _folder;
    private readonly ImmutableSortedSet<string> _paths;
    private readonly ConcurrentDictionary<string, (Template? Template, ImmutableArray<Diagnostic> Problems)> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (RecipeFile? File, ImmutableArray<Diagnostic> Problems)> _files = new(StringComparer.Ordinal);

    /// <param name="folder">The folder of the recipe.</param>
    /// <param name="paths">All files in it, relative to it.</param>
    internal RecipeFiles(ITree tree, string folder, IEnumerable<string> paths)
    {
        _tree = tree;
        _folder = folder;
        _paths = paths.ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>All paths, relative to the recipe's folder.</summary>
    public IEnumerable<string> Paths => _paths;

    /// <summary>All templates, by the name that <c>template</c> and <c>include</c> use.</summary>
    public IEnumerable<string> Names => In(TemplateFolder);

    /// <summary>All other files, by the name that <c>source</c> uses.</summary>
    public IEnumerable<string> FileNames => In(FileFolder);

    public Template? Find(string name) => FindTemplate(name, out _);

    /// <param name="problems">What is wrong with the file, if it cannot be used.</param>
    public Template? FindTemplate(string name, out ImmutableArray<Diagnostic> problems)
    {
        (var template, problems) = _templates.GetOrAdd(name, ReadTemplate);
        return template;
    }

    /// <param name="problems">What is wrong with the file, if it cannot be used.</param>
    public RecipeFile? FindFile(string name, out ImmutableArray<Diagnostic> problems)
    {
        (var file, problems) = _files.GetOrAdd(name, ReadFile);
        return file;
    }

    /// <summary>The template that a recipe names, with or without its extension; null, with an error, if it cannot be used.</summary>
    /// <param name="recipe">Whose files these are, for messages.</param>
    /// <param name="at">Where it is named.</param>
    internal Template? Require(string name, string recipe, SourceSpan at, DiagnosticBag diagnostics)
    {
        var template = FindTemplate(name, out var problems) ?? FindTemplate(name + TemplateExtension, out problems);
        diagnostics.AddRange(problems);
        if (template is null && problems.IsEmpty)
            diagnostics.Error(at, $"recipe '{recipe}' has no template '{name}'", Suggestions.Hint(name, Names) ?? $"it would be '{PathOfTemplate(name.EndsWith(TemplateExtension, StringComparison.Ordinal) ? name : name + TemplateExtension)}'");
        return template is { HasErrors: false } ? template : null;
    }

    /// <summary>The file that a recipe names; null, with an error, if it cannot be used.</summary>
    internal RecipeFile? RequireFile(string name, string recipe, SourceSpan at, DiagnosticBag diagnostics)
    {
        var file = FindFile(name, out var problems);
        diagnostics.AddRange(problems);
        if (file is null && problems.IsEmpty)
            diagnostics.Error(at, $"recipe '{recipe}' has no file '{name}'", Suggestions.Hint(name, FileNames) ?? "it would be in its folder 'files'");
        return file;
    }

    /// <summary>Where a template is, or would be.</summary>
    internal string PathOfTemplate(string name) => _tree.NameOf($"{_folder}/{TemplateFolder}/{name}");

    /// <summary>Where a file is, or would be.</summary>
    internal string PathOfFile(string name) => _tree.NameOf($"{_folder}/{FileFolder}/{name}");

    private IEnumerable<string> In(string folder) =>
        _paths.Where(path => path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal))
            .Select(path => path[(folder.Length + 1)..]);

    private (Template?, ImmutableArray<Diagnostic>) ReadTemplate(string name)
    {
        var path = $"{TemplateFolder}/{name}";
        if (!_paths.Contains(path))
            return (null, []);
        var problems = new DiagnosticBag();
        if (_tree.ReadText($"{_folder}/{path}", problems) is not { } source)
            return (null, [.. problems]);
        var template = Template.Parse(source);
        return (template, [.. template.Diagnostics]);
    }

    private (RecipeFile?, ImmutableArray<Diagnostic>) ReadFile(string name)
    {
        var path = $"{FileFolder}/{name}";
        if (!_paths.Contains(path))
            return (null, []);
        var problems = new DiagnosticBag();
        var content = _tree.Read($"{_folder}/{path}", problems);
        return content is null ? (null, [.. problems]) : (new(name, content.Value, Convert.ToHexStringLower(SHA256.HashData(content.Value.Span))), []);
    }
}

/// <summary>A file that is put on the machine as it is.</summary>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
public sealed record RecipeFile(string Name, ReadOnlyMemory<byte> Content, string Sha256);
