using System.Diagnostics.CodeAnalysis;

namespace Converge.Resources;

/// <summary>What a resource is called everywhere: <c>service[nginx]</c>.</summary>
public sealed record ResourceId(string Type, string Title) : IComparable<ResourceId>
{
    /// <summary>Reads <c>type[title]</c>; the title may hold brackets itself.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourceId? id)
    {
        ArgumentNullException.ThrowIfNull(text);
        var open = text.IndexOf('[', StringComparison.Ordinal);
        id = open > 0 && text.Length > open + 2 && text[^1] == ']' ? new(text[..open], text[(open + 1)..^1]) : null;
        return id is not null;
    }

    public int CompareTo(ResourceId? other) =>
        other is null ? 1 : string.CompareOrdinal(Type, other.Type) is not 0 and var order ? order : string.CompareOrdinal(Title, other.Title);

    public override string ToString() => $"{Type}[{Title}]";
}
