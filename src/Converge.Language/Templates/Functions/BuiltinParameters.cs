namespace Converge.Language.Templates.Functions;

/// <summary>The parameters of a builtin function, read from its signature when it is first called.</summary>
internal sealed class BuiltinParameters
{
    private BuiltinParameters(string[] names, int required, bool takesRest)
    {
        Names = names;
        Required = required;
        TakesRest = takesRest;
    }

    public string[] Names { get; }

    public int Required { get; }

    /// <summary>Whether the last parameter takes any number of arguments.</summary>
    public bool TakesRest { get; }

    public static BuiltinParameters Parse(string signature)
    {
        var names = signature.Length == 0 ? [] : signature.Split(' ');
        var required = 0;
        var takesRest = false;
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].EndsWith('?'))
                names[i] = names[i][..^1];
            else if (names[i].EndsWith("...", StringComparison.Ordinal))
                (names[i], takesRest) = (names[i][..^3], true);
            else
                required = i + 1;
        }
        return new(names, required, takesRest);
    }
}
