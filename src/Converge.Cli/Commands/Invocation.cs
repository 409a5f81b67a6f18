namespace Converge.Cli.Commands;

/// <summary>A verb with what was given for its parameters.</summary>
internal sealed class Invocation(Verb verb)
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public Verb Verb { get; } = verb;

    public bool Has(Parameter parameter) => _values.ContainsKey(parameter.Name);

    /// <summary>The value of an argument, or of an option that was given.</summary>
    public string this[Parameter parameter] => _values[parameter.Name][0];

    /// <summary>All values of an option, in the order of the command line.</summary>
    public List<string> All(Parameter parameter) => _values.TryGetValue(parameter.Name, out var values) ? values : [];

    /// <param name="value">Empty for a flag.</param>
    public void Add(Parameter parameter, string value = "")
    {
        if (!_values.TryGetValue(parameter.Name, out var values))
            _values.Add(parameter.Name, values = []);
        values.Add(value);
    }

    public int Run() => Verb.Run(this);
}
