using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

/// <summary>What a recipe says of itself as far as versions go.</summary>
public sealed record RecipeManifest(string Name, SourceSpan NameAt, NuGetVersion Version, SourceSpan VersionAt, ImmutableArray<Requirement> Depends)
{
    private static readonly string[] Known = ["name", "version", "depends"];

    /// <summary>Of a <c>recipe.yaml</c>; other keys are for others. Null after an error.</summary>
    public static RecipeManifest? Read(YamlMapping recipe, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var errors = diagnostics.Count;
        var name = Text(recipe, Known[0], diagnostics);
        var version = Text(recipe, Known[1], diagnostics);
        var depends = ReadDepends(recipe["depends"], diagnostics);
        var number = version is null ? null : ReadVersion(version, diagnostics);
        return name is null || number is null || diagnostics.Count > errors ? null : new(name.Text, name.Span, number, version!.Span, depends);
    }

    /// <summary>A version that was written in YAML; null after an error.</summary>
    public static NuGetVersion? ReadVersion(YamlScalar written, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (RecipeVersion.TryParse(written.Text, out var version, out var hint))
            return version;
        diagnostics.Error(written.Span, $"'{written.Text}' is not a version; expected three numbers such as '1.2.0', or '1.2.0-rc.1' before a release", hint);
        return null;
    }

    private static YamlScalar? Text(YamlMapping recipe, string key, DiagnosticBag diagnostics)
    {
        if (recipe[key] is YamlScalar { IsNull: false } scalar)
            return scalar;
        if (recipe[key] is { } other)
            diagnostics.Error(other.Span, $"'{key}' must be a string, not {other.Description}");
        else
            diagnostics.Error(recipe.Span, $"the recipe has no '{key}'", Suggestions.Hint(key, recipe.Entries.Select(static e => e.Name).Except(Known)) is { } near ? near.Replace("did you mean", "is it", StringComparison.Ordinal) : null);
        return null;
    }

    private static ImmutableArray<Requirement> ReadDepends(YamlNode? node, DiagnosticBag diagnostics)
    {
        if (node is null or YamlScalar { IsNull: true })
            return [];
        if (node is not YamlMapping depends)
        {
            diagnostics.Error(node.Span, $"'depends' must be a mapping of recipes to version constraints, not {node.Description}", "such as 'base: \"[1.0,2.0)\"'");
            return [];
        }
        var result = ImmutableArray.CreateBuilder<Requirement>(depends.Entries.Length);
        foreach (var (key, value) in depends.Entries)
        {
            if (VersionConstraint.Read(value, diagnostics) is { } constraint)
                result.Add(new(key.Text, constraint, value.Span));
        }
        return result.DrainToImmutable();
    }
}
