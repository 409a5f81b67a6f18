using Converge.Language.Values;

namespace Converge.Nodes;

/// <summary>Dotted paths into documents and facts: <c>facts.network.ip</c>.</summary>
public static class FieldPath
{
    /// <summary>What stands at a path; null if there is nothing.</summary>
    public static Value Find(ScriptObject fields, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var value = Value.From(fields);
        foreach (var name in path.Split('.'))
        {
            if (value.As<ScriptObject>()?.TryGet(name, out value) is not true)
                return Value.Null;
        }
        return value;
    }
}
