using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>
/// The keys of a mapping, each read once; what nobody asked for is reported at the end, with what may have been meant.
/// </summary>
/// <param name="owner">Whose keys they are, as messages call it: <c>recipe 'haproxy'</c>.</param>
internal sealed class Fields(YamlMapping mapping, string owner, DiagnosticBag diagnostics)
{
    private readonly List<string> _known = [];

    public YamlMapping Mapping { get; } = mapping;

    /// <summary>Reads a mapping where one must be; anything else is reported.</summary>
    public static Fields? Of(YamlNode node, string owner, DiagnosticBag diagnostics)
    {
        if (node is YamlMapping mapping)
            return new(mapping, owner, diagnostics);
        diagnostics.Error(node.Span, $"{owner} must be a mapping, not {node.Description}");
        return null;
    }

    /// <summary>The value of a key; null also if it is written as null.</summary>
    public YamlNode? Node(string key)
    {
        _known.Add(key);
        return Mapping[key] is { } node and not YamlScalar { IsNull: true } ? node : null;
    }

    public YamlScalar? Text(string key)
    {
        var node = Node(key);
        return node is null ? null : AsText(node, key);
    }

    public YamlScalar? RequiredText(string key, string example)
    {
        var text = Text(key);
        if (text is null && (Mapping[key] is null or YamlScalar { IsNull: true }))
            diagnostics.Error(Mapping.Span, $"{owner} has no '{key}'", $"as in '{key}: {example}'");
        return text;
    }

    /// <summary>Like a text, but a number such as <c>1.0</c> is taken as it was written.</summary>
    public YamlScalar? Word(string key) => Node(key) switch
    {
        null => null,
        YamlScalar scalar when scalar.IsText || scalar.ToValue().IsNumber => scalar,
        { } other => Refuse(other, key, "a string"),
    };

    /// <summary>A list of texts; a single text stands for a list of one.</summary>
    public ImmutableArray<YamlScalar> Texts(string key)
    {
        var node = Node(key);
        if (node is not YamlSequence list)
            return node is not null && AsText(node, key) is { } single ? [single] : [];
        var texts = ImmutableArray.CreateBuilder<YamlScalar>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (AsText(item, key) is { } text)
                texts.Add(text);
        }
        return texts.ToImmutable();
    }

    public YamlMapping? Map(string key)
    {
        var node = Node(key);
        if (node is null or YamlMapping)
            return (YamlMapping?)node;
        Refuse(node, key, "a mapping");
        return null;
    }

    public ImmutableArray<YamlNode> List(string key)
    {
        var node = Node(key);
        if (node is YamlSequence list)
            return list.Items;
        if (node is not null)
            Refuse(node, key, "a list");
        return [];
    }

    public bool Flag(string key)
    {
        if (Node(key) is not { } node)
            return false;
        if (node is YamlScalar scalar && scalar.ToValue() is { Kind: ValueKind.Bool } value)
            return value.AsBool();
        Refuse(node, key, "true or false");
        return false;
    }

    /// <summary>A whole number that is not negative.</summary>
    public int? Count(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is YamlScalar scalar && scalar.ToValue() is { Kind: ValueKind.Int } value && value.AsInt() >= 0)
            return value.AsInt();
        Refuse(node, key, "a whole number");
        return null;
    }

    /// <summary>Everything else in the mapping is a mistake.</summary>
    public void End()
    {
        foreach (var entry in Mapping.Entries)
        {
            if (!_known.Contains(entry.Name))
                diagnostics.Error(entry.Key.Span, $"{owner} has no key '{entry.Name}'", Suggestions.Hint(entry.Name, _known) ?? $"its keys are {string.Join(", ", _known)}");
        }
    }

    private YamlScalar? AsText(YamlNode node, string key) => node is YamlScalar { IsText: true } scalar ? scalar : Refuse(node, key, "a string");

    private YamlScalar? Refuse(YamlNode node, string key, string expected)
    {
        diagnostics.Error(node.Span, $"'{key}' of {owner} must be {expected}, not {node.Description}");
        return null;
    }
}
