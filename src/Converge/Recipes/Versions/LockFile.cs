using System.Buffers;
using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes.Reading;
using Converge.Recipes.Trees;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

/// <summary>The exact recipes of an environment: <c>environments/production.lock.yaml</c>.</summary>
public sealed record LockFile(ImmutableSortedDictionary<string, LockedRecipe> Recipes)
{
    private const string Header = "# written by converge lock; do not edit\n";

    private static readonly SearchValues<char> HashDigits = SearchValues.Create("0123456789abcdef");

    public static string PathOf(string environment) => $"environments/{environment}.lock.yaml";

    /// <summary>Null after an error.</summary>
    public static LockFile? Read(SourceText source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var own = new DiagnosticBag();
        var recipes = ImmutableSortedDictionary.CreateBuilder<string, LockedRecipe>(StringComparer.Ordinal);
        if (YamlDocument.Parse(source, own) is { } node && Fields.Of(node, "a lock", own) is { } fields)
        {
            if (!fields.Mapping.ContainsKey("recipes"))
                own.Error(fields.Mapping.Span, "the lock has no 'recipes'", "write it anew with: converge lock");
            foreach (var (name, value) in fields.Map("recipes")?.Entries ?? [])
            {
                if (Names.Check(name, "a recipe", own) && ReadRecipe(name, value, own) is { } recipe)
                    recipes.Add(name.Text, recipe);
            }
            fields.End();
        }
        diagnostics.AddRange(own);
        return own.HasErrors ? null : new(recipes.ToImmutable());
    }

    /// <summary>As the file has it; the same bytes for the same recipes.</summary>
    public string Write()
    {
        var recipes = new ScriptObject();
        foreach (var (name, recipe) in Recipes)
        {
            var fields = new ScriptObject();
            fields.Set("version", Value.From(recipe.Version.ToNormalizedString()));
            if (recipe.Tag is not null)
                fields.Set("tag", Value.From(recipe.Tag));
            fields.Set("tree", Value.From(recipe.Tree));
            recipes.Set(name, Value.From(fields));
        }
        var root = new ScriptObject();
        root.Set("recipes", Value.From(recipes));
        return $"{Header}{YamlWriter.Write(Value.From(root)).AsString()}\n";
    }

    /// <summary>What became of each recipe since another lock, one line each: <c>base 1.2.0 -> 1.3.0</c>.</summary>
    public IEnumerable<string> ChangesSince(LockFile? before)
    {
        var old = before?.Recipes ?? ImmutableSortedDictionary<string, LockedRecipe>.Empty;
        foreach (var name in Recipes.Keys.Union(old.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, now) = (old.GetValueOrDefault(name), Recipes.GetValueOrDefault(name));
            if (was is null)
                yield return $"{name} {now!.Version} is new";
            else if (now is null)
                yield return $"{name} {was.Version} is no longer used";
            else if (was.Version != now.Version)
                yield return $"{name} {was.Version} -> {now.Version}";
            else if (was.Tree != now.Tree)
                yield return $"{name} {now.Version} has changed: {was.Tree[..12]} -> {now.Tree[..12]}";
            else if (was.Tag != now.Tag)
                yield return now.Tag is null ? $"{name} {now.Version} has no tag any more" : $"{name} {now.Version} has the tag '{now.Tag}'";
        }
    }

    private static LockedRecipe? ReadRecipe(YamlScalar name, YamlNode value, DiagnosticBag diagnostics)
    {
        if (Fields.Of(value, $"the lock of '{name.Text}'", diagnostics) is not { } fields)
            return null;
        var version = fields.RequiredText("version", "1.2.0") is { } text ? RecipeManifest.ReadVersion(text, diagnostics) : null;
        var tag = fields.Text("tag");
        var tree = fields.RequiredText("tree", "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        fields.End();
        if (version is null || tree is null)
            return null;
        if (!IsHash(tree.Text))
            diagnostics.Error(tree.Span, $"'{tree.Text}' is not the hash of a tree; expected 40 or 64 of the digits 0-9 and a-f");
        if (tag is not null && tag.Text != RecipeTag.NameOf(name.Text, version))
            diagnostics.Error(tag.Span, $"the tag of '{name.Text}' {version} is '{RecipeTag.NameOf(name.Text, version)}', not '{tag.Text}'");
        return new(version, tag?.Text, tree.Text, name.Span);
    }

    private static bool IsHash(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept(HashDigits);
}

/// <param name="Tag">Where it is found when the commit has another version; null if it was never published.</param>
/// <param name="Tree">The hash of its folder.</param>
/// <param name="At">Where the lock names it.</param>
public sealed record LockedRecipe(NuGetVersion Version, string? Tag, string Tree, SourceSpan At);
