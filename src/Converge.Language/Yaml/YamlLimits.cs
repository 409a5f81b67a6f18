namespace Converge.Language.Yaml;

/// <summary>What a YAML text may ask for. Reaching a limit is an error at the place that reached it.</summary>
public sealed record YamlLimits
{
    public static YamlLimits Default { get; } = new();

    /// <summary>Characters of the text.</summary>
    public int Size { get; init; } = 16 * 1024 * 1024;

    /// <summary>Sequences and mappings inside each other; 1000 at most, whatever is asked for.</summary>
    public int Depth { get; init; } = 200;

    /// <summary>Scalars, sequences and mappings, those that an alias repeats counted again.</summary>
    public int Nodes { get; init; } = 1_000_000;
}
