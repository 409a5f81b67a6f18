using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>The refreshes that are still to come. What is in here is on disk, too.</summary>
internal sealed class RefreshQueue
{
    private readonly IRefreshJournal _journal;
    private readonly List<PendingRefresh> _pending = [];

    public RefreshQueue(IRefreshJournal journal, Catalog catalog)
    {
        _journal = journal;
        var known = catalog.Resources.Select(static resource => resource.Id).ToHashSet();
        foreach (var owed in journal.Read())
        {
            if (known.Contains(owed.Target))
                _pending.Add(new(owed, WasOwed: true));
            else if (catalog.Whole is null)
                Forgotten.Add(owed);
        }
    }

    /// <summary>Owed by earlier runs to what no recipe declares any more.</summary>
    public List<OwedRefresh> Forgotten { get; } = [];

    public IReadOnlyList<PendingRefresh> Pending => _pending;

    /// <summary>Writes down what a change of this resource will ask for; before the change.</summary>
    /// <exception cref="StepException">It cannot be written down.</exception>
    public void Owe(CatalogResource resource)
    {
        foreach (var (verb, target) in resource.Notifies)
        {
            var at = _pending.FindIndex(pending => pending.Owed.Target == target);
            var known = at < 0 ? null : _pending[at];
            var owed = known is null ? new OwedRefresh(verb, target, [resource.Id]) : known.Owed.With(verb, [resource.Id]);
            // That it is owed, and how strongly, is all that must survive.
            if (known?.Owed.Verb != owed.Verb)
                _journal.Owe(owed);
            if (known is null)
                _pending.Add(new(owed, WasOwed: false));
            else
                _pending[at] = known with { Owed = owed };
        }
    }

    /// <summary>Nothing came of the change.</summary>
    public void Withdraw(CatalogResource resource)
    {
        foreach (var pending in _pending.Where(pending => pending.Owed.Because.Contains(resource.Id)).ToList())
        {
            var rest = pending.Owed.Because.Remove(resource.Id);
            if (rest.IsEmpty && !pending.WasOwed)
                Settle(pending);
            else
                _pending[_pending.IndexOf(pending)] = pending with { Owed = pending.Owed with { Because = rest } };
        }
    }

    public PendingRefresh? Find(ResourceId target) => _pending.Find(pending => pending.Owed.Target == target);

    /// <summary>It has been done, or is not needed any more.</summary>
    public void Settle(PendingRefresh refresh)
    {
        _pending.RemoveAll(pending => pending.Owed.Target == refresh.Owed.Target);
        _journal.Settle(refresh.Owed.Target);
    }

    /// <summary>Leaves it to the next run, and does not try again in this one.</summary>
    public void Leave(PendingRefresh refresh) => _pending.RemoveAll(pending => pending.Owed.Target == refresh.Owed.Target);

    public void Forget(OwedRefresh owed) => _journal.Settle(owed.Target);
}

/// <param name="WasOwed">Whether an earlier run left it.</param>
internal sealed record PendingRefresh(OwedRefresh Owed, bool WasOwed);
