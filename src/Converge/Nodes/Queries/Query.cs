using Converge.Language.Text;

namespace Converge.Nodes.Queries;

/// <summary>A search for nodes, parsed. It does not change, and equal trees are equal queries wherever they were written.</summary>
public sealed record Query(Condition Root)
{
    /// <summary>What finds all nodes.</summary>
    public const string Everything = "name:*";

    /// <summary>Characters of a text that is parsed.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>Parentheses and negations inside each other.</summary>
    public const int DeepestNesting = 100;

    /// <summary>Conditions of one query.</summary>
    public const int MostTerms = 1000;

    /// <summary>Reads a query; whatever is wrong is added to the diagnostics.</summary>
    /// <returns>Null after an error.</returns>
    public static Query? Parse(SourceText source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return new QueryParser(source, diagnostics).Parse() is { } root ? new(root) : null;
    }

    /// <summary>Whether a node is among those that are searched for.</summary>
    /// <param name="now">What an age, as in <c>seen:&lt;10m</c>, counts from.</param>
    public bool Matches(NodeDocument node, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Root.Matches(node, now.UtcDateTime);
    }

    /// <summary>The canonical text, which parses to an equal query.</summary>
    public override string ToString() => QueryText.Print(Root);
}
