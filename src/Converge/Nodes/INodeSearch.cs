using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>Who finds nodes.</summary>
public interface INodeSearch
{
    /// <summary>Grows with what is known, so that answers can be told apart.</summary>
    long Generation { get; }

    /// <summary>The nodes that match.</summary>
    /// <param name="now">What an age, as in <c>seen:&lt;10m</c>, counts from.</param>
    Answer Search(Query query, DateTimeOffset now);
}
