namespace Converge.Catalogs.Differences;

/// <summary>Which things stand at another place among each other.</summary>
internal static class Order
{
    /// <summary>The fewest whose move turns one order into the other. What stands in one of them only does not count.</summary>
    public static HashSet<T> Moved<T>(IReadOnlyList<T> before, IReadOnlyList<T> after)
        where T : notnull
    {
        var positions = new Dictionary<T, int>(before.Count);
        foreach (var item in before)
            positions.TryAdd(item, positions.Count);
        var common = after.Where(positions.ContainsKey).ToList();
        var moved = new HashSet<T>();
        if (IsRising(common, positions))
            return moved;
        moved.UnionWith(common);
        foreach (var item in LongestRising(common, positions))
            moved.Remove(item);
        return moved;
    }

    private static bool IsRising<T>(List<T> items, Dictionary<T, int> positions)
        where T : notnull
    {
        for (var i = 1; i < items.Count; i++)
        {
            if (positions[items[i]] < positions[items[i - 1]])
                return false;
        }
        return true;
    }

    /// <summary>Patience sorting: on top of each pile lies the least item that ends a rising sequence of that length.</summary>
    private static IEnumerable<T> LongestRising<T>(List<T> items, Dictionary<T, int> positions)
        where T : notnull
    {
        var tops = new List<int>();
        var below = new int[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var position = positions[items[i]];
            int pile = 0, end = tops.Count;
            while (pile < end)
            {
                var middle = (pile + end) / 2;
                if (positions[items[tops[middle]]] < position)
                    pile = middle + 1;
                else
                    end = middle;
            }
            below[i] = pile == 0 ? -1 : tops[pile - 1];
            if (pile == tops.Count)
                tops.Add(i);
            else
                tops[pile] = i;
        }
        for (var i = tops.Count == 0 ? -1 : tops[^1]; i >= 0; i = below[i])
            yield return items[i];
    }
}
