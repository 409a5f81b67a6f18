namespace Converge.Cli.Commands;

/// <summary>What the first word of a command line asks for.</summary>
internal abstract class Verb
{
    /// <summary>Every verb has it.</summary>
    public static readonly Parameter Verbose = new("--verbose", "if something unexpected happens, tell where");

    public abstract string Name { get; }

    /// <summary>What it does, as one line without a verb form: it follows the name in a list.</summary>
    public abstract string Summary { get; }

    /// <summary>Arguments in their order, then options.</summary>
    public abstract Parameter[] Parameters { get; }

    /// <summary>Shell lines that begin with <c>$ </c>, each followed by what it prints. Run as a test.</summary>
    public abstract string Example { get; }

    /// <returns>The exit code: 0 is fine, 1 an error that has been reported.</returns>
    public abstract int Run(Invocation invocation);

    public Parameter? Option(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.IsOption && parameter.Name == name)
                return parameter;
        }
        return name == Verbose.Name ? Verbose : null;
    }
}
