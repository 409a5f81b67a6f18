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
        if (SecretSearch.HoldsSecret(Value.From(fields)))
            throw new ArgumentException($"the document of node '{name}' holds a secret", nameof(fields));
        Name = name;
        Fields = WithName(fields, name).Freeze();
    }

    private NodeDocument(NodeDocument other, ScriptObject fields) => (Name, Fields) = (other.Name, fields.Freeze());

    public string Name { get; }

    public ScriptObject Fields { get; }

    /// <summary>The same with a field, in the place of one of that name. What is in the others is shared and not looked at again.</summary>
    /// <exception cref="ArgumentException">It is a secret, or holds one.</exception>
    public NodeDocument With(string field, Value value)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (SecretSearch.HoldsSecret(value))
            throw new ArgumentException($"the field '{field}' of node '{Name}' holds a secret", nameof(value));
        var fields = new ScriptObject(Fields.Count + 1);
        foreach (var (key, old) in Fields)
            fields.Set(key, old);
        fields.Set(field, value);
        return new(this, fields);
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
