using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>The body of a builtin function. Arguments are read, converted and checked through the call.</summary>
internal delegate Value BuiltinBody(in Call call);

[Flags]
internal enum BuiltinTraits
{
    None = 0,

    /// <summary>
    /// The result consists of values taken from the arguments, each with its own secret flag. Without it every text in
    /// the result is secret as soon as anything in the arguments is.
    /// </summary>
    Moves = 1,

    /// <summary>The first argument may be a path that does not exist.</summary>
    AcceptsUndefined = 2,
}

/// <summary>A function of the language's own library.</summary>
/// <param name="group">The object it is a member of; empty for a global function.</param>
/// <param name="signature">Parameter names; <c>name?</c> is optional, <c>name...</c> takes the rest.</param>
internal sealed class Builtin(string group, string name, string signature, BuiltinBody body, BuiltinTraits traits = BuiltinTraits.None) : FunctionValue
{
    private BuiltinParameters? _parameters;

    public string Group { get; } = group;

    public string ShortName { get; } = name;

    public override string Name => Group.Length == 0 ? ShortName : $"{Group}.{ShortName}";

    public string Signature { get; } = signature;

    public BuiltinParameters Parameters => _parameters ??= BuiltinParameters.Parse(Signature);

    public BuiltinBody Body { get; } = body;

    public BuiltinTraits Traits { get; } = traits;

    public bool Moves => Traits.HasFlag(BuiltinTraits.Moves);
}
