using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>timer</c>: a unit that says when, and one that says what.</summary>
public sealed class TimerResource : IResourceType, IRefreshable, IWatchable
{
    private const string Folder = "/etc/systemd/system";
    private const string Running = "running";
    private const string Enabled = "enabled";

    public string Name => "timer";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired.Id.Title, context.Machine));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var changes = Comparison.Of(desired, found, Compared);
        if (Comparison.WantsAbsence(desired))
            return changes;
        var present = (TimerFinding)found;
        var wanted = TimerUnits.Of(desired);
        if (present.Timer != wanted.Timer || present.Service != wanted.Service)
            changes = changes.Add(new(ContentChange.Property, present.Exists ? Show(desired, present.Timer, present.Service) : Value.Null, Show(desired, wanted.Timer, wanted.Service)));
        foreach (var (property, isSo) in new[] { (Enabled, present.IsEnabled), (Running, present.IsRunning) })
        {
            if (!isSo)
                changes = changes.Add(new(property, present.Exists ? Value.False : Value.Null, Value.True));
        }
        return changes;
    }

    public IEnumerable<string> Places(CatalogResource desired) => [$"{Folder}/{desired.Id.Title}.timer", $"{Folder}/{desired.Id.Title}.service"];

    public IEnumerable<Watch> Watches(CatalogResource desired) => [.. Places(desired).Select(static path => new FileWatch(path)), new UnitWatch($"{desired.Id.Title}.timer")];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var present = (TimerFinding)found;
        return Comparison.WantsAbsence(desired) ? Removal(desired.Id.Title, present) : Way(desired, present);
    }

    public IEnumerable<Step> Refresh(CatalogResource desired, string verb) => [new ChangeUnit(UnitVerb.Start, $"{desired.Id.Title}.service")];

    private static IEnumerable<Step> Way(CatalogResource desired, TimerFinding present)
    {
        var (name, wanted) = (desired.Id.Title, TimerUnits.Of(desired));
        var (changesService, changesTimer) = (present.Service != wanted.Service, present.Timer != wanted.Timer);
        if (changesService)
            yield return Write($"{name}.service", wanted.Service);
        if (changesTimer)
            yield return Write($"{name}.timer", wanted.Timer);
        if (changesService || changesTimer)
            yield return new ReloadUnitFiles();
        if (!present.IsEnabled)
            yield return new ChangeUnit(UnitVerb.Enable, $"{name}.timer");
        // One that runs reckons by the times that it was started with.
        if (!present.IsRunning || changesTimer)
            yield return new ChangeUnit(present.IsRunning ? UnitVerb.Restart : UnitVerb.Start, $"{name}.timer");
    }

    private static IEnumerable<Step> Removal(string name, TimerFinding present)
    {
        if (present.IsRunning)
            yield return new ChangeUnit(UnitVerb.Stop, $"{name}.timer");
        if (present.IsEnabled)
            yield return new ChangeUnit(UnitVerb.Disable, $"{name}.timer");
        if (present.Timer is not null)
            yield return new Remove($"{Folder}/{name}.timer", Recursive: false, Backup: true);
        if (present.Service is not null)
            yield return new Remove($"{Folder}/{name}.service", Recursive: false, Backup: true);
        yield return new ReloadUnitFiles();
    }

    private static Finding Read(string name, IMachine machine)
    {
        if (machine.Units.WhyAbsent is { } why)
            return new() { Unknown = why };
        var (timer, service) = (ReadText($"{Folder}/{name}.timer", machine.Files), ReadText($"{Folder}/{name}.service", machine.Files));
        var unit = machine.Units.Find($"{name}.timer");
        return new TimerFinding(timer, service)
        {
            Exists = timer is not null || service is not null,
            IsEnabled = unit?.FileState == "enabled",
            IsRunning = unit?.Active == "active",
        };
    }

    private static string? ReadText(string path, IFiles files) => files.Read(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    private static WriteFile Write(string unit, string content) =>
        new($"{Folder}/{unit}", FileContent.Of(Value.From(content)), new("root", "root", FileTraits.FileMode), [], Backup: true);

    private static Value Show(CatalogResource desired, string? timer, string? service) =>
        Value.From($"# {desired.Id.Title}.timer\n{timer}\n# {desired.Id.Title}.service\n{service}");

    /// <param name="Timer">The content of its file; null if there is none.</param>
    private sealed record TimerFinding(string? Timer, string? Service) : Finding
    {
        public bool IsEnabled { get; init; }

        public bool IsRunning { get; init; }
    }
}
