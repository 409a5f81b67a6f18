using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>
/// How a part of a query is looked for, page by page. Of parts that must all hold the cheap ones come first, and the
/// others are asked only about the nodes that are left.
/// </summary>
internal abstract class InventoryFinder
{
    /// <summary>To put parts in order: smaller is sooner.</summary>
    public abstract int Cost { get; }

    /// <summary>Those of some nodes of a page that match.</summary>
    public abstract UInt128 Find(InventoryPage page, UInt128 among, DateTime now);

    public static InventoryFinder For(Condition condition) => condition switch
    {
        AllOf all => new AllFinder([.. all.Parts.Select(For).OrderBy(static part => part.Cost)]),
        AnyOf any => new AnyFinder([.. any.Parts.Select(For)]),
        Not not => new NotFinder(For(not.Inner)),
        FieldCondition { Field.IsName: true } field => new NameFinder(field),
        _ => new FieldFinder((FieldCondition)condition),
    };

    private sealed class AllFinder(InventoryFinder[] parts) : InventoryFinder
    {
        public override int Cost { get; } = parts.Max(static part => part.Cost) + 1;

        public override UInt128 Find(InventoryPage page, UInt128 among, DateTime now)
        {
            foreach (var part in parts)
            {
                if (among == UInt128.Zero)
                    break;
                among = part.Find(page, among, now);
            }
            return among;
        }
    }

    private sealed class AnyFinder(InventoryFinder[] parts) : InventoryFinder
    {
        public override int Cost { get; } = parts.Max(static part => part.Cost) + 1;

        public override UInt128 Find(InventoryPage page, UInt128 among, DateTime now)
        {
            var found = UInt128.Zero;
            foreach (var part in parts)
            {
                if (found == among)
                    break;
                found |= part.Find(page, among & ~found, now);
            }
            return found;
        }
    }

    private sealed class NotFinder(InventoryFinder inner) : InventoryFinder
    {
        public override int Cost => inner.Cost;

        public override UInt128 Find(InventoryPage page, UInt128 among, DateTime now) => among & ~inner.Find(page, among, now);
    }

    /// <summary>Names need no index: they are what a page is ordered by.</summary>
    private sealed class NameFinder(FieldCondition condition) : InventoryFinder
    {
        private readonly string? _exact = condition.Test is EqualTo { Literal: { Kind: LiteralKind.Text } literal } ? literal.Text : null;
        private readonly string _prefix = condition.Test is Like like ? like.Wildcards.Prefix : "";

        public override int Cost => _exact is not null ? 0 : _prefix.Length > 0 ? 1 : 4;

        public override UInt128 Find(InventoryPage page, UInt128 among, DateTime now)
        {
            if (_exact is not null)
                return page.IndexOf(_exact) is >= 0 and var index ? among & (UInt128.One << index) : UInt128.Zero;
            var nodes = page.Span;
            var found = UInt128.Zero;
            var start = _prefix.Length == 0 ? 0 : page.IndexOf(_prefix);
            for (var position = start < 0 ? ~start : start; position < nodes.Length && nodes[position].Name.StartsWith(_prefix, StringComparison.Ordinal); position++)
            {
                var node = UInt128.One << position;
                if ((among & node) != UInt128.Zero && condition.Matches(nodes[position], now))
                    found |= node;
            }
            return found;
        }
    }

    private sealed class FieldFinder(FieldCondition condition) : InventoryFinder
    {
        // For fewer nodes than these it is not worth while to make an index.
        private const int Few = 8;

        private readonly bool _isLookup = condition.Test is Exists or EqualTo { Literal.Kind: LiteralKind.Text or LiteralKind.Bool };

        public override int Cost => _isLookup ? 2 : 3;

        public override UInt128 Find(InventoryPage page, UInt128 among, DateTime now)
        {
            var count = (int)UInt128.PopCount(among);
            var column = count > Few || page.HasColumn(condition.Field) ? page.ColumnOf(condition.Field) : null;
            return column is not null && (_isLookup || column.Count <= count)
                ? among & column.Find(condition.Test, now)
                : Ask(page, among, now);
        }

        private UInt128 Ask(InventoryPage page, UInt128 among, DateTime now)
        {
            var found = UInt128.Zero;
            for (var rest = among; rest != UInt128.Zero; rest &= rest - 1)
            {
                var position = (int)UInt128.TrailingZeroCount(rest);
                if (condition.Matches(page.Span[position], now))
                    found |= UInt128.One << position;
            }
            return found;
        }
    }
}
