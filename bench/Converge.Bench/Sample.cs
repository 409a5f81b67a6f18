namespace Converge.Bench;

/// <summary>The templates that are measured; they are part of the program.</summary>
internal static class Sample
{
    public static string Read(string name)
    {
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"there is no sample '{name}'", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
