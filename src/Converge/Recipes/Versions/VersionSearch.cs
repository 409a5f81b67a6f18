namespace Converge.Recipes.Versions;

/// <summary>
/// Chooses a version for every recipe that is asked for, in the order in which they are asked for, trying releases before
/// prereleases and the newest first; the first choice that contradicts nothing is the answer. When a recipe has no version
/// left, the search returns to the latest choice that had to do with it and remembers which choices do not go together, so
/// it finds what trying everything would find, without trying everything.
/// </summary>
/// <param name="isLeftOut">Claims that do not count.</param>
internal sealed class VersionSearch(SearchUniverse universe, Func<Claim, bool> isLeftOut, int budget)
{
    private const int LargestRemembered = 12;
    private const int MostRemembered = 20_000;

    private readonly List<Step> _steps = [];
    private readonly Dictionary<SearchedRecipe, Standing> _standings = [];
    private readonly Dictionary<Candidate, List<Candidate[]>> _contradictions = [];
    private readonly HashSet<Claim> _used = [];
    private int _remembered;
    private int _spent;

    public enum Outcome
    {
        Found,
        Impossible,
        OutOfBudget,
    }

    /// <summary>All claims that had a say in it being impossible, and perhaps more.</summary>
    public IReadOnlyCollection<Claim> Used => _used;

    /// <summary>What was chosen.</summary>
    public IEnumerable<Candidate> Chosen => _steps.Select(static s => s.Chosen!);

    public Outcome Run()
    {
        foreach (var claim in universe.Demands.Where(claim => claim.Includes && !isLeftOut(claim)))
            Ask(claim, by: -1);
        for (var depth = 0; depth < _steps.Count;)
        {
            if (TryChoose(depth))
                depth++;
            else if (_spent > budget)
                return Outcome.OutOfBudget;
            else if ((depth = Retreat(depth)) < 0)
                return Outcome.Impossible;
        }
        return Outcome.Found;
    }

    /// <summary>The next version that contradicts nothing.</summary>
    private bool TryChoose(int depth)
    {
        var step = _steps[depth];
        for (; step.Next < step.Recipe.Candidates.Length; step.Next++)
        {
            if (++_spent > budget)
                return false;
            var candidate = step.Recipe.Candidates[step.Next];
            if (!IsPossible(candidate, step.Culprits))
                continue;
            step.Chosen = candidate;
            StandingOf(step.Recipe).Depth = depth;
            foreach (var claim in ClaimsOf(candidate))
            {
                StandingOf(claim.Target).Claims.Add((claim, depth));
                Ask(claim, depth);
            }
            step.Next++;
            return true;
        }
        return false;
    }

    /// <summary>Takes back the latest choice without which there might be a version.</summary>
    /// <returns>Its depth; -1 if there is none.</returns>
    private int Retreat(int depth)
    {
        var culprits = _steps[depth].Culprits;
        _used.Add(_steps[depth].AskedIn);
        if (_steps[depth].AskedBy >= 0)
            culprits.Add(_steps[depth].AskedBy);
        if (culprits.Count == 0)
            return -1;
        Remember(culprits);
        var target = culprits.Max;
        for (var undone = depth - 1; undone >= target; undone--)
            Undo(undone);
        culprits.Remove(target);
        _steps[target].Culprits.UnionWith(culprits);
        foreach (var later in _steps.Skip(target + 1))
            later.StartOver();
        return target;
    }

    private void Undo(int depth)
    {
        var step = _steps[depth];
        foreach (var claim in ClaimsOf(step.Chosen!).Reverse())
        {
            var standing = StandingOf(claim.Target);
            standing.Claims.RemoveAt(standing.Claims.Count - 1);
            if (_steps[^1] is var last && last.Recipe == claim.Target && last.AskedIn == claim)
            {
                standing.IsAsked = false;
                _steps.RemoveAt(_steps.Count - 1);
            }
        }
        StandingOf(step.Recipe).Depth = -1;
        step.Chosen = null;
    }

    private void Ask(Claim claim, int by)
    {
        var standing = StandingOf(claim.Target);
        if (standing.IsAsked)
            return;
        standing.IsAsked = true;
        _steps.Add(new(claim.Target, claim, by));
    }

    /// <param name="culprits">Gets the earlier choices that speak against it.</param>
    private bool IsPossible(Candidate candidate, SortedSet<int> culprits)
    {
        foreach (var (claim, depth) in StandingOf(candidate.Recipe).Claims)
        {
            if (claim.Allows(candidate))
                continue;
            Blame(claim, depth, culprits);
            return false;
        }
        foreach (var claim in ClaimsOf(candidate))
        {
            if (!CanBeMet(claim, candidate, culprits))
                return false;
        }
        return !Contradicts(candidate, culprits);
    }

    private bool CanBeMet(Claim claim, Candidate owner, SortedSet<int> culprits)
    {
        var standing = StandingOf(claim.Target);
        var chosen = claim.Target == owner.Recipe ? owner : standing.Depth >= 0 ? _steps[standing.Depth].Chosen : null;
        if (chosen is not null)
        {
            if (claim.Allows(chosen))
                return true;
            Blame(claim, standing.Depth, culprits);
            return false;
        }
        if (claim.Target.Candidates.Any(c => claim.Allows(c) && standing.Claims.TrueForAll(other => other.Claim.Allows(c))))
            return true;
        Blame(claim, -1, culprits);
        foreach (var candidate in claim.Target.Candidates.Where(claim.Allows))
        {
            var (other, depth) = standing.Claims.Find(other => !other.Claim.Allows(candidate));
            Blame(other, depth, culprits);
        }
        return false;
    }

    private void Blame(Claim claim, int depth, SortedSet<int> culprits)
    {
        _used.Add(claim);
        if (depth >= 0)
            culprits.Add(depth);
    }

    private bool Contradicts(Candidate candidate, SortedSet<int> culprits)
    {
        foreach (var together in _contradictions.GetValueOrDefault(candidate) ?? [])
        {
            if (!Array.TrueForAll(together, c => c == candidate || IsChosen(c)))
                continue;
            culprits.UnionWith(together.Where(c => c != candidate).Select(c => StandingOf(c.Recipe).Depth));
            return true;
        }
        return false;
    }

    private bool IsChosen(Candidate candidate) => StandingOf(candidate.Recipe).Depth is >= 0 and var depth && _steps[depth].Chosen == candidate;

    private void Remember(SortedSet<int> culprits)
    {
        if (culprits.Count > LargestRemembered || _remembered == MostRemembered)
            return;
        _remembered++;
        var together = culprits.Select(depth => _steps[depth].Chosen!).ToArray();
        foreach (var candidate in together)
        {
            if (!_contradictions.TryGetValue(candidate, out var known))
                _contradictions.Add(candidate, known = []);
            known.Add(together);
        }
    }

    private IEnumerable<Claim> ClaimsOf(Candidate candidate) => candidate.ClaimsIn(universe.Find).Where(claim => !isLeftOut(claim));

    private Standing StandingOf(SearchedRecipe recipe)
    {
        if (!_standings.TryGetValue(recipe, out var standing))
        {
            _standings.Add(recipe, standing = new());
            standing.Claims.AddRange(recipe.Demands.Where(claim => !isLeftOut(claim)).Select(static claim => (claim, -1)));
        }
        return standing;
    }

    /// <summary>What is known of a recipe at this moment.</summary>
    private sealed class Standing
    {
        public bool IsAsked { get; set; }

        /// <summary>The step that chose a version; -1 if none has.</summary>
        public int Depth { get; set; } = -1;

        /// <summary>What is wanted of it, and by the choice of which step; the earliest first.</summary>
        public List<(Claim Claim, int Depth)> Claims { get; } = [];
    }

    /// <param name="AskedIn">Why it must be there.</param>
    /// <param name="AskedBy">The step whose choice said so; -1 for a role.</param>
    private sealed record Step(SearchedRecipe Recipe, Claim AskedIn, int AskedBy)
    {
        public int Next { get; set; }

        public Candidate? Chosen { get; set; }

        /// <summary>Steps whose choices spoke against its versions.</summary>
        public SortedSet<int> Culprits { get; } = [];

        public void StartOver()
        {
            Next = 0;
            Culprits.Clear();
        }
    }
}
