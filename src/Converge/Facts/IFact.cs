using Converge.Language.Values;

namespace Converge.Facts;

/// <summary>One thing that is known of a machine.</summary>
public interface IFact
{
    /// <summary>The member of <c>node.facts</c> that it becomes: <c>memory</c>.</summary>
    string Name { get; }

    /// <summary>Reads it without starting a process. Null if this machine has no such thing.</summary>
    Value Read();
}
