using Converge.Language.Values;

namespace Converge.Catalogs.Differences;

/// <summary>What is different about one property. A mask stands in the place of each secret.</summary>
/// <param name="Name">A property, or another key of a resource: <c>notify</c>.</param>
public sealed record Detail(string Name)
{
    /// <summary>Null if it was not given, or if it is told as a text.</summary>
    public Value Before { get; init; }

    /// <summary>Null if it is not given any more, or if it is told as a text.</summary>
    public Value After { get; init; }

    /// <summary>The difference of what is too long for one line.</summary>
    public TextDifference? Text { get; init; }

    /// <summary>Whether there is a secret in it.</summary>
    public bool IsSecret { get; init; }

    public bool Equals(Detail? other) => other is not null
        && Name == other.Name && IsSecret == other.IsSecret && Text == other.Text && SameValue.Of(Before, other.Before) && SameValue.Of(After, other.After);

    public override int GetHashCode() => HashCode.Combine(Name, Text, Before.ToString(), After.ToString());
}
