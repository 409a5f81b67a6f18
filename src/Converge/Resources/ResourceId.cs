using System.Diagnostics.CodeAnalysis;

namespace Converge.Resources;

/// <summary>What a resource is called everywhere: <c>service[nginx]</c>.</summary>
public sealed record ResourceId(string Type, string Title) : IComparable<ResourceId>
{
    // It is the key of many tables: a hash is computed once.
    private int _hash;

    private ResourceId(ResourceId original) => (Type, Title) = (original.Type, original.Title);

    /// <summary>Reads <c>type[title]</c>; the title may hold brackets itself.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourceId? id)
    {
        ArgumentNullException.ThrowIfNull(text);
        var open = text.IndexOf('[', StringComparison.Ordinal);
        id = open > 0 && text.Length > open + 2 && text[^1] == ']' ? new(text[..open], text[(open + 1)..^1]) : null;
        return id is not null;
    }

    public bool Equals(ResourceId? other) =>
        ReferenceEquals(this, other) || (other is not null && string.Equals(Title, other.Title, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal));

    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = HashCode.Combine(Type, Title) | 1;
        return _hash;
    }

    public int CompareTo(ResourceId? other) =>
        other is null ? 1 : string.CompareOrdinal(Type, other.Type) is not 0 and var order ? order : string.CompareOrdinal(Title, other.Title);

    public override string ToString() => $"{Type}[{Title}]";
}
