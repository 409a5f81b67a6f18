using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;

namespace Converge.Plans;

/// <summary>A resource on its way: what is wrong with it, what is to be done, and what has been done so far.</summary>
internal sealed class ResourceWork(CatalogResource resource, CatalogRecipe recipe)
{
    private StringBuilder? _output;

    public CatalogResource Resource { get; } = resource;

    public CatalogRecipe Recipe { get; } = recipe;

    /// <summary>Why nothing can be done about it; null if something can.</summary>
    public string? Obstacle { get; set; }

    /// <inheritdoc cref="Resources.Finding.Waits"/>
    public string? Waits { get; set; }

    public ImmutableArray<Change> Changes { get; set; } = [];

    public ImmutableArray<Step> Steps { get; set; } = [];

    /// <summary>What it was that was not right when it was first looked at.</summary>
    public ImmutableArray<Change> FirstChanges { get; set; } = [];

    public List<Step> Done { get; } = [];

    public List<Replaced> Replaced { get; } = [];

    /// <summary>Files that were put in place, which can be put back if what is notified does not like them.</summary>
    public List<Replaced> Written { get; } = [];

    public string Output => _output?.ToString() ?? "";

    public TimeSpan Duration { get; set; }

    public bool IsRight => Obstacle is null && Changes.IsEmpty;

    public void Add(Step step, StepResult result)
    {
        Done.Add(step);
        Add(result.Output);
        Replaced.AddRange(result.Replaced);
        if (step is WriteFile)
            Written.AddRange(result.Replaced);
    }

    /// <summary>For a second try.</summary>
    public void ForgetOutput() => _output?.Clear();

    public void Add(string output)
    {
        if (output.Length == 0)
            return;
        _output ??= new();
        if (_output.Length > 0 && _output[^1] != '\n')
            _output.Append('\n');
        _output.Append(output);
    }

    /// <summary>What of the wish is not true after all that was done.</summary>
    public string Remaining => $"did not converge: {string.Join(", ", Changes.Select(static change => Shorten(change)))}";

    private static string Shorten(Change change)
    {
        const int Longest = 80;
        var text = change.ToString();
        return text.Length <= Longest && !text.Contains('\n', StringComparison.Ordinal) ? text : $"'{change.Property}' is still not as it should be";
    }

    public bool StartsTarget => Refreshing.IsStarting(Resource.Id, FirstChanges);

    public bool Guards => Resource.GuardsConnectivity && !Steps.IsEmpty;
}
