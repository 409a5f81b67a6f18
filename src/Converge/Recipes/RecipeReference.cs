using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>A recipe, or a part of one: <c>haproxy</c>, <c>haproxy::logging</c>.</summary>
public sealed record RecipeReference(string Recipe, string? Part, SourceSpan At)
{
    private const string Separator = "::";

    internal static RecipeReference? Read(YamlScalar text, DiagnosticBag diagnostics)
    {
        var at = text.Text.IndexOf(Separator, StringComparison.Ordinal);
        var recipe = at < 0 ? text.Text : text.Text[..at];
        var part = at < 0 ? null : text.Text[(at + Separator.Length)..];
        if (Names.IsValid(recipe) && (part is null || Names.IsValid(part)))
            return new(recipe, part, text.Span);
        diagnostics.Error(text.Span, $"'{text.Text}' names no recipe: expected 'recipe' or 'recipe::part'");
        return null;
    }

    public bool Equals(RecipeReference? other) => other is not null && Recipe == other.Recipe && Part == other.Part;

    public override int GetHashCode() => HashCode.Combine(Recipe, Part);

    public override string ToString() => Part is null ? Recipe : $"{Recipe}{Separator}{Part}";
}
