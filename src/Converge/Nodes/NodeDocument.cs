using Converge.Language.Values;

namespace Converge.Nodes;

/// <summary>What is known of a node, as searches see it: name, fqdn, ip, roles, environment, facts, attributes of its recipes.</summary>
public sealed class NodeDocument
{
    private const string NameField = "name";

    /// <param name="fields">Its fields, to which the name is added if it is not there; nobody changes them any more.</param>
    /// <exception cref="ArgumentException">There is a secret in it: documents are shown to every node and to every viewer.</exception>
    public NodeDocument(string name, ScriptObject fields)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(fields);
        if (HoldsSecret(fields))
            throw new ArgumentException($"the document of node '{name}' holds a secret", nameof(fields));
        Name = name;
        Fields = WithName(fields, name).Freeze();
    }

    public string Name { get; }

    public ScriptObject Fields { get; }

    /// <summary>Whether there is a secret anywhere in an object.</summary>
    public static bool HoldsSecret(ScriptObject fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var (seen, pending) = (new HashSet<Boxed>(ReferenceEqualityComparer.Instance), new Stack<Boxed>());
        pending.Push(fields);
        while (pending.TryPop(out var container))
        {
            if (!seen.Add(container))
                continue;
            foreach (var value in container is ScriptObject members ? members.Values : ((ScriptArray)container).AsSpan())
            {
                if (value.IsSecret)
                    return true;
                if (value.Kind is ValueKind.Object or ValueKind.Array)
                    pending.Push(value.As<Boxed>()!);
            }
        }
        return false;
    }

    private static ScriptObject WithName(ScriptObject fields, string name)
    {
        if (fields.ContainsKey(NameField))
            return fields;
        var named = fields.IsFrozen ? [] : fields;
        if (fields.IsFrozen)
        {
            foreach (var (key, value) in fields)
                named.Set(key, value);
        }
        named.Set(NameField, Value.From(name));
        return named;
    }
}
