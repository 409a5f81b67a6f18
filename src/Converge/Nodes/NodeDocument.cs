using Converge.Language.Values;

namespace Converge.Nodes;

/// <summary>What is known of a node, as searches see it: name, fqdn, ip, roles, environment, facts, attributes of its recipes.</summary>
public sealed class NodeDocument
{
    /// <param name="fields">Its fields, the name among them; nobody changes them any more.</param>
    public NodeDocument(string name, ScriptObject fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Name = name;
        Fields = fields.Freeze();
    }

    public string Name { get; }

    public ScriptObject Fields { get; }
}
