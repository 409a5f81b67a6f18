using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Recipes.Secrets;

namespace Converge.Recipes.Checks;

/// <summary>Whether the secrets that are named by a literal path are there, and whether their files say who may read them.</summary>
internal sealed class SecretCheck(Inspection inspection, QueryCheck queries)
{
    private readonly HashSet<string> _names = [.. inspection.SecretFiles.SelectMany(NamesIn)];

    public QueryCheck Queries { get; } = queries;

    public void CheckFiles()
    {
        foreach (var file in inspection.SecretFiles)
        {
            inspection.Diagnostics.AddRange(file.Diagnostics);
            if (file.Readers is { } readers)
                Queries.CheckReaders(readers);
        }
    }

    public void Check(TextReference path)
    {
        inspection.SecretUses.Add(new(path.Text, path.At));
        if (_names.Contains(path.Text) || IsBroken(path.Text))
            return;
        inspection.Diagnostics.Error(path.At, $"there is no secret '{path.Text}'", Suggestions.Hint(path.Text, _names));
        inspection.Cover(path.At);
    }

    /// <summary>Whether it may be in a file that cannot be read, which is another error.</summary>
    private bool IsBroken(string path) => inspection.SecretFiles.Any(file => !file.Diagnostics.IsEmpty && path.StartsWith($"{file.Name}.", StringComparison.Ordinal));

    private static IEnumerable<string> NamesIn(SecretFile file) => file.Values.Keys.Select(key => $"{file.Name}.{key}");
}
