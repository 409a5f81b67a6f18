namespace Converge.Language.Values;

/// <summary>Something that can be called: a builtin, or a function defined in a template.</summary>
public abstract class FunctionValue : Boxed
{
    private protected FunctionValue()
        : base(ValueKind.Function)
    {
    }

    /// <summary>As an error message calls it, such as <c>string.truncate</c>; null for an anonymous function.</summary>
    public abstract string? Name { get; }
}
