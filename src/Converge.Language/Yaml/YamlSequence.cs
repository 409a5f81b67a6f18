using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(SourceText source, int start, int end, ImmutableArray<YamlNode> items)
        : base(source, start, end)
    {
        Items = items;
        Weight = 1;
        foreach (var item in items)
            Weight += item.Weight;
    }

    public ImmutableArray<YamlNode> Items { get; }

    public override string Description => "a list";

    internal override int Weight { get; }

    public override Value ToValue()
    {
        var items = new ScriptArray(Items.Length);
        foreach (var item in Items)
            items.Add(item.ToValue());
        return Value.From(items);
    }

    internal override YamlNode Repeat(SourceSpan alias) => new YamlSequence(Source, Start, End, Items) { AliasSpan = alias };
}
