using System.Text;

namespace Converge.Bench;

/// <summary>The texts that are measured; they are part of the program.</summary>
internal static class Sample
{
    public static string Read(string name)
    {
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"there is no sample '{name}'", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A recipe of at least that many lines: a list of resources that comes again and again.</summary>
    public static string Recipe(int lines)
    {
        var recipe = new StringBuilder(Read("recipe.yaml"));
        var resources = Read("resources.yaml");
        for (var length = LinesOf(recipe.ToString()); length < lines; length += LinesOf(resources))
            recipe.Append(resources);
        return recipe.ToString();
    }

    private static int LinesOf(string text) => text.AsSpan().Count('\n');
}
