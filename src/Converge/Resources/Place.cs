using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Resources;

/// <summary>Where a value was written. A value that a template gave stands where the template stands, with all its parts.</summary>
public readonly record struct Place(YamlNode Node)
{
    public SourceSpan Span => Node.Span;

    /// <summary>Where an item of a list stands.</summary>
    public Place Item(int index) => Node is YamlSequence list && index < list.Items.Length ? new(list.Items[index]) : this;

    /// <summary>Where the value of a key stands.</summary>
    public Place Member(string key) => (Node as YamlMapping)?[key] is { } value ? new(value) : this;

    /// <summary>Where a key itself stands.</summary>
    public Place Key(string key) => Node is YamlMapping map && map.TryGetEntry(key, out var entry) ? new(entry.Key) : this;

    /// <summary>Characters of a text that was written here as it is; else the whole.</summary>
    public SourceSpan Part(string text, int start, int length) =>
        Node is YamlScalar scalar && scalar.Text == text ? scalar.ToSource().Span(start, length) : Span;
}
