using Converge.Language.Text;

namespace Converge.Recipes.Reading;

/// <summary>The <c>name</c> that a role or an environment gives itself, which must be that of its file: so there are no two of one name.</summary>
internal static class OwnName
{
    /// <returns>Where it stands.</returns>
    public static SourceSpan Read(Fields fields, string file, string what, DiagnosticBag diagnostics)
    {
        if (fields.RequiredText("name", file) is not { } name)
            return fields.Mapping.Span;
        if (name.Text != file)
            diagnostics.Error(name.Span, $"the {what} in '{file}.yaml' calls itself '{name.Text}'", $"{Article(what)} {what} has the name of its file, so no two have the same");
        else
            Names.Check(name, $"{Article(what)} {what}", diagnostics);
        return name.Span;
    }

    private static string Article(string what) => "aeiou".Contains(what[0], StringComparison.Ordinal) ? "an" : "a";
}
