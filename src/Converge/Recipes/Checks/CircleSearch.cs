using Converge.Language.Text;

namespace Converge.Recipes.Checks;

/// <summary>Finds what needs itself by way of others: each circle once, with all places that make it one.</summary>
/// <param name="next">What a thing needs, and where it says so.</param>
internal sealed class CircleSearch<T>(Func<T, IEnumerable<(T Needed, SourceSpan At)>> next)
    where T : notnull
{
    private readonly HashSet<T> _done = [];
    private readonly List<(T Thing, SourceSpan At)> _path = [];
    private readonly HashSet<T> _onPath = [];
    private readonly List<IReadOnlyList<(T From, T To, SourceSpan At)>> _circles = [];

    public IReadOnlyList<IReadOnlyList<(T From, T To, SourceSpan At)>> Find(IEnumerable<T> things)
    {
        foreach (var thing in things)
            Visit(thing, default);
        return _circles;
    }

    private void Visit(T thing, SourceSpan at)
    {
        if (_onPath.Contains(thing))
        {
            Add(_path.FindIndex(step => step.Thing.Equals(thing)), at);
            return;
        }
        if (!_done.Add(thing))
            return;
        _path.Add((thing, at));
        _onPath.Add(thing);
        foreach (var (needed, where) in next(thing))
            Visit(needed, where);
        _onPath.Remove(thing);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Add(int start, SourceSpan at)
    {
        var steps = _path[start..];
        _circles.Add([.. steps.Select((step, i) => i + 1 < steps.Count ? (step.Thing, steps[i + 1].Thing, steps[i + 1].At) : (step.Thing, steps[0].Thing, at))]);
    }
}
