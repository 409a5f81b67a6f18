using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A list; one item stands for a list of one.</summary>
/// <param name="plural">What the items are: <c>user names</c>.</param>
internal sealed class ListType(PropertyType item, string plural) : PropertyType
{
    private const int MostItems = 10_000;

    /// <summary>Whether order means nothing, so that the canonical form is sorted and has each text once.</summary>
    public bool IsSet { get; init; }

    public bool NeedsItem { get; init; }

    public override string Description => $"a list of {plural}";

    public override bool AllowsSecret => item.AllowsSecret;

    public override ScriptObject JsonSchema
    {
        get
        {
            var list = JsonSchemas.OfType("array");
            list.Set("items", Value.From(item.JsonSchema));
            if (NeedsItem)
                list.Set("minItems", Value.From(1));
            return JsonSchemas.AnyOf(item.JsonSchema, list);
        }
    }

    protected override Value ReadSecret(Value value) => Finish([value]);

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.As<ScriptList>() is { } list)
            return ReadList(list, place, diagnostics);
        if (value.Kind is ValueKind.Function or ValueKind.Empty || (value.Kind == ValueKind.Object && item is not MapType))
            return Refuse(value, place, diagnostics);
        return item.Check(value, place, diagnostics) is { } only ? Finish([only]) : null;
    }

    private Value? ReadList(ScriptList list, Place place, DiagnosticBag diagnostics)
    {
        if (NeedsItem && list.IsEmpty)
        {
            diagnostics.Error(place.Span, $"the list is empty: it must be {Description}, at least one");
            return null;
        }
        var items = new List<Value>();
        var isWhole = true;
        foreach (var given in list)
        {
            var where = place.Item(items.Count);
            if (items.Count == MostItems)
            {
                diagnostics.Error(place.Span, $"the list has more than {MostItems} items");
                return null;
            }
            if (given.IsNull)
                diagnostics.Error(where.Span, $"an item is null: it must be {item.Description}");
            var read = given.IsNull ? null : item.Check(given, where, diagnostics);
            isWhole &= read is not null;
            items.Add(read ?? default);
        }
        return isWhole ? Finish(items) : null;
    }

    private Value Finish(IEnumerable<Value> items)
    {
        var list = new ScriptArray(IsSet ? Sorted(items) : items);
        list.Freeze();
        return Value.From(list);
    }

    // Secrets are compared by nothing that could be seen: they stay where they are, behind the others.
    private static IEnumerable<Value> Sorted(IEnumerable<Value> items)
    {
        var all = items.Distinct().ToList();
        return [.. all.Where(static i => !i.IsSecret).OrderBy(static i => i.ToString(), StringComparer.Ordinal), .. all.Where(static i => i.IsSecret)];
    }
}
