using System.Collections.Immutable;
using System.Globalization;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Boot;

/// <summary><c>reboot</c>: not done by a step, but at the end of the run that has one.</summary>
public sealed class RebootResource : IResourceType, IRefreshable
{
    // Until then it is on its way.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "reboot";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var boot = context.Machine.Boot;
        var cause = desired.Flag("when_needed") == true ? BootCause.Find(context.Machine.Files) : null;
        if (cause is null && boot.IsAsked(desired.Id.Title))
            cause = "asked for by a change";
        if (cause is null || boot.EndsRun)
            return new(new BootFinding(Cause: null) { Exists = true });
        return new(new BootFinding(cause) { Exists = true, Waits = Waits(desired, cause, boot) });
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) =>
        ((BootFinding)found).Cause is { } cause ? [new("boot", Value.From(cause), Value.From("after the run"))] : [];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) => [new BootAfterRun(desired.Id.Title, ((BootFinding)found).Cause!, Delay(desired))];

    public IEnumerable<Step> Refresh(CatalogResource desired, string verb) => [new AskForBoot(desired.Id.Title, desired.Text("window"), Delay(desired))];

    private static string? Waits(CatalogResource desired, string cause, IBoot boot)
    {
        var window = desired.Text("window");
        if (boot.Last is { } last && last.Boot == boot.Id && boot.Now < last.At.DateTime + Patience)
            return string.Create(CultureInfo.InvariantCulture, $"the machine boots at {last.At:HH:mm}: {cause}");
        if (boot.Last is { } before && before.Boot != boot.Id && before.Cause == cause && BootCause.MayStay(cause))
            return $"the machine was booted for it, and started the same kernel again: {cause}";
        return BootWindow.IsOpen(window, boot.Now) ? null : $"the machine boots in a run in {window}: {cause}";
    }

    private static TimeSpan Delay(CatalogResource desired) => desired.Text("delay") is { } text && Duration.TryParse(text, out var delay) ? delay : TimeSpan.Zero;

    private sealed record BootFinding(string? Cause) : Finding;
}
