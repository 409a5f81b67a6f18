namespace Converge.Cli.Commands;

/// <summary>
/// An argument or an option of a verb, said once: the two parsers, the help and the errors all read it here.
/// </summary>
/// <param name="name">An option begins with <c>--</c>; an argument is in capitals.</param>
/// <param name="value">What stands for the value of an option, or the values it may have as <c>a|b</c>; null for a flag.</param>
internal sealed class Parameter(string name, string help, string? value = null, bool repeats = false, bool optional = false)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public string? Value { get; } = value;

    /// <summary>Whether it may be given more than once; an argument that may is the last one.</summary>
    public bool Repeats { get; } = repeats;

    /// <summary>Whether an argument may be left out. An option always may.</summary>
    public bool IsOptional { get; } = optional || name.StartsWith("--", StringComparison.Ordinal);

    public bool IsOption => Name.StartsWith("--", StringComparison.Ordinal);

    public bool IsFlag => IsOption && Value is null;

    /// <summary>The only values that are allowed; empty if any is.</summary>
    public string[] Choices => Value is not null && Value.Contains('|') ? Value.Split('|') : [];

    public bool Allows(string text) => Choices is not { Length: > 0 } choices || Array.IndexOf(choices, text) >= 0;

    /// <summary>As a usage line has it: <c>--data FILE</c>.</summary>
    public override string ToString() => Value is null ? Name : $"{Name} {Value}";
}
