using Converge.Language.Values;
using Converge.Nodes;

namespace Converge.Facts;

/// <summary>What a machine is like: <c>os</c>, <c>memory</c>, <c>network</c>. Read once a run; nobody changes it.</summary>
public sealed class FactSet
{
    private FactSet(ScriptObject values, bool isKnown)
    {
        Values = values.Freeze();
        IsKnown = isKnown;
    }

    /// <summary>Of a machine that nobody looked at.</summary>
    public static FactSet Unknown { get; } = new([], isKnown: false);

    public ScriptObject Values { get; }

    /// <summary>Whether the machine was looked at: if not, a fact that is missing says nothing about the recipe that wants it.</summary>
    public bool IsKnown { get; }

    public static FactSet Of(ScriptObject values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values, isKnown: true);
    }

    /// <summary>A fact by its path, such as <c>network.ip</c>; null if there is none.</summary>
    public Value Find(string path) => FieldPath.Find(Values, path);
}
