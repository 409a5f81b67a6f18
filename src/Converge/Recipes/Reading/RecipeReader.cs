using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Attributes;
using Converge.Recipes.Statements;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;
using NuGet.Versioning;

namespace Converge.Recipes.Reading;

/// <summary>Reads the folder of a recipe.</summary>
internal sealed class RecipeReader(ITree tree, string folder, string name)
{
    private const string MainFile = "recipe.yaml";
    private const string Extension = ".yaml";
    private const string TypeFolder = "resources/";

    private readonly DiagnosticBag _diagnostics = [];

    /// <returns>Null if there is no such recipe; one with errors has a recipe that says so.</returns>
    public static Recipe? Read(ITree tree, string folder, string name) => new RecipeReader(tree, folder, name).Read();

    private Recipe? Read()
    {
        var paths = tree.List(folder, _diagnostics).Select(entry => entry.Path[(folder.Length + 1)..]).ToList();
        if (paths.Count == 0 && _diagnostics.Count == 0)
            return null;
        var files = new RecipeFiles(tree, folder, paths);
        var at = new SourceSpan(tree.NameOf($"{folder}/{MainFile}"), 1, 1);
        if (!paths.Contains(MainFile))
        {
            // A diagnostic stands in a file that there is.
            at = new(tree.NameOf($"{folder}/{paths.FirstOrDefault(MainFile)}"), 1, 1);
            _diagnostics.Error(at, $"the recipe '{name}' has no '{MainFile}'");
        }
        if (!Names.IsValid(name) || Names.IsReserved(name))
            _diagnostics.Error(at, $"'{name}' is no name for a recipe: expected {(Names.IsReserved(name) ? "one that expressions do not use themselves" : Names.Rule)}");
        var parts = ImmutableSortedDictionary.CreateBuilder<string, RecipePart>(StringComparer.Ordinal);
        foreach (var path in paths.Where(static path => path.EndsWith(Extension, StringComparison.Ordinal) && path != MainFile && !path.Contains('/', StringComparison.Ordinal)))
        {
            // The recipe itself is the part without a name.
            if (ReadPart(path) is { Name.Length: > 0 } part)
                parts.Add(part.Name, part);
        }
        var recipe = ReadMain(parts, at, files);
        return recipe with { Types = ReadTypes(paths), Diagnostics = [.. _diagnostics.Sorted()] };
    }

    private Recipe ReadMain(ImmutableSortedDictionary<string, RecipePart>.Builder parts, SourceSpan at, RecipeFiles files)
    {
        if (Open(MainFile, $"recipe '{name}'") is not { } fields)
        {
            parts.Add("", new("", at));
            return new(name, at) { Version = new(0, 0, 0), Parts = parts.ToImmutable(), Files = files };
        }
        if (fields.RequiredText("name", name) is { } given && given.Text != name)
            _diagnostics.Error(given.Span, $"the recipe in the folder '{name}' calls itself '{given.Text}'", "a recipe has the name of its folder");
        var recipe = new Recipe(name, fields.Mapping["name"]?.Span ?? at)
        {
            Version = ReadVersion(fields),
            Summary = fields.Text("summary")?.Text,
            Depends = ReadDepends(fields),
            Attributes = ReadDefaults(fields, "attributes"),
            Parts = parts.ToImmutable().Add("", ReadPartFields(new("", at), fields)),
            Files = files,
        };
        fields.End();
        return recipe;
    }

    private NuGetVersion ReadVersion(Fields fields)
    {
        if (fields.Word("version") is not { } text)
        {
            if (!fields.Mapping.ContainsKey("version"))
                _diagnostics.Error(fields.Mapping.Span, $"recipe '{name}' has no 'version'", "as in 'version: 1.0.0'");
            return new(0, 0, 0);
        }
        if (RecipeVersion.TryParse(text.Text, out var version, out var hint))
            return version;
        _diagnostics.Error(text.Span, $"'{text.Text}' is no version: expected three numbers, as in 1.2.0 (SemVer)", hint);
        return new(0, 0, 0);
    }

    private ImmutableArray<Dependency> ReadDepends(Fields fields) => DependencyReader.Read(fields, "depends", _diagnostics);

    private YamlMapping? ReadDefaults(Fields fields, string key)
    {
        var defaults = fields.Map(key);
        foreach (var entry in defaults?.Entries ?? [])
        {
            if (!Names.IsValid(entry.Name) || entry.Name.Contains('-', StringComparison.Ordinal))
                _diagnostics.Error(entry.Key.Span, $"'{entry.Name}' is no name for {(key == "attributes" ? "an attribute" : "a parameter")}: expected letters, digits and '_', beginning with a letter");
        }
        CheckTemplates(defaults);
        return defaults;
    }

    /// <summary>What is wrong with the templates in defaults is wrong whether or not a node has the recipe.</summary>
    private void CheckTemplates(YamlMapping? defaults)
    {
        foreach (var (_, value) in defaults?.Entries ?? [])
        {
            if (value is YamlMapping inner)
                CheckTemplates(inner);
            else
                _diagnostics.AddRange(new AttributeSetting(AttributeLayer.Default, "", value, Appends: false).Problems);
        }
    }

    private RecipePart ReadPart(string path)
    {
        var part = path[..^Extension.Length];
        var at = new SourceSpan(tree.NameOf($"{folder}/{path}"), 1, 1);
        if (!Names.IsValid(part))
            _diagnostics.Error(at, $"'{part}' is no name for a part of a recipe: expected {Names.Rule}");
        var read = new RecipePart(part, at);
        if (Open(path, $"part '{name}::{part}'") is not { } fields)
            return read;
        read = ReadPartFields(read with { Summary = fields.Text("summary")?.Text }, fields);
        fields.End();
        return read;
    }

    private RecipePart ReadPartFields(RecipePart part, Fields fields) => part with
    {
        Peers = new PeerReader(_diagnostics).Read(fields.Map("peers")),
        Resources = new StatementReader(_diagnostics).Read(fields.List("resources")),
        Checks = new CheckReader(_diagnostics).Read(fields.List("checks")),
    };

    private ImmutableSortedDictionary<string, OwnType> ReadTypes(List<string> paths)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, OwnType>(StringComparer.Ordinal);
        foreach (var path in paths.Where(static path => path.StartsWith(TypeFolder, StringComparison.Ordinal) && path.EndsWith(Extension, StringComparison.Ordinal)))
        {
            var type = path[TypeFolder.Length..^Extension.Length];
            var at = new SourceSpan(tree.NameOf($"{folder}/{path}"), 1, 1);
            if (!Names.IsValid(type))
                _diagnostics.Error(at, $"'{type}' is no name for a resource type: expected {Names.Rule}");
            else if (Open(path, $"resource type '{name}.{type}'") is { } fields)
                types.Add(type, ReadType(new($"{name}.{type}", at, ReadDefaults(fields, "parameters")), fields));
        }
        return types.ToImmutable();
    }

    private OwnType ReadType(OwnType type, Fields fields)
    {
        type = type with { Summary = fields.Text("summary")?.Text, Resources = new StatementReader(_diagnostics).Read(fields.List("resources")) };
        fields.End();
        foreach (var include in type.Resources.OfType<IncludeStatement>())
            _diagnostics.Error(include.At, "a resource type consists of resources; it cannot include a part of a recipe");
        return type;
    }

    private Fields? Open(string path, string owner)
    {
        if (tree.ReadText($"{folder}/{path}", _diagnostics) is not { } text)
            return null;
        return YamlDocument.Parse(text, _diagnostics) is { } node ? Fields.Of(node, owner, _diagnostics) : null;
    }
}
