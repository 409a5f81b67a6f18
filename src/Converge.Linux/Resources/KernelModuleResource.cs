using System.Collections.Immutable;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>kernel_module</c>: whether it is loaded now, and the files that say so for the next boot.</summary>
public sealed class KernelModuleResource : IResourceType, IWatchable
{
    private const string Loaded = "loaded";
    private const string Options = "options";

    public string Name => "kernel_module";

    public ImmutableArray<string> Compared { get; } = [Loaded];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (name, files) = (desired.Id.Title, context.Machine.Files);
        var loaded = desired.Flag(Loaded);
        var atBoot = new OwnFile(AtBoot(desired), $"{name}\n") { IsAbsent = loaded == false }.Read(context.Machine);
        var settingsPath = AtLoad(desired);
        var settings = Settings(desired, files.Read(settingsPath));
        var found = new ModuleFinding(
            loaded is null ? null : atBoot,
            new OwnFile(settingsPath, settings) { IsAbsent = settings.Length == 0 }.Read(context.Machine)) { Exists = true };
        if (loaded is null)
            return new(found);
        var isLoaded = ModulesOf(files).Contains(name, StringComparer.Ordinal);
        // What is built in shows only what can be set of it.
        var isBuiltIn = !isLoaded && (files.Stat($"/sys/module/{name}") is not null || IsListed(name, "modules.builtin", files));
        if (isBuiltIn && loaded == false)
            return new(found with { Obstacle = $"'{name}' is built into the kernel" });
        found = found with { Properties = Finding.Of((Loaded, Value.From(isLoaded || isBuiltIn))).Properties };
        return new(loaded == true && !isLoaded && !isBuiltIn && !IsListed(name, "modules.dep", files) ? found with { Lacks = new("kernel module", name) } : found);
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var module = (ModuleFinding)found;
        return [.. Comparison.Of(desired, found, Compared), .. Named("at boot", module.AtBoot), .. Named(Options, module.Settings)];
    }

    public IEnumerable<string> Places(CatalogResource desired) => [AtBoot(desired), AtLoad(desired)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => Places(desired).Select(static path => new FileWatch(path));

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var (name, module) = (desired.Id.Title, (ModuleFinding)found);
        foreach (var step in module.Settings.Steps().Concat(module.AtBoot?.Steps() ?? []))
            yield return step;
        if (changes.Any(static change => change.Property == Loaded))
            yield return new RunCommand(new(desired.Flag(Loaded) == true ? ["modprobe", name] : ["modprobe", "--remove", name]));
    }

    private static string AtBoot(CatalogResource desired) => $"/etc/modules-load.d/converge-{desired.Id.Title}.conf";

    private static string AtLoad(CatalogResource desired) => $"/etc/modprobe.d/converge-{desired.Id.Title}.conf";

    private static IEnumerable<Change> Named(string property, OwnFileFinding? file)
    {
        foreach (var change in file?.Compare() ?? [])
        {
            // That there is none yet shows in the content.
            if (change.Property == Comparison.Presence && change.After == Value.False)
                continue;
            yield return change.Property switch
            {
                ContentChange.Property => change with { Property = property },
                Comparison.Presence => new(property, Value.From(Encoding.UTF8.GetString((file!.Present ?? default).Span)), Value.Null),
                _ => change with { Property = $"{change.Property} of {file!.File.Path}" },
            };
        }
    }

    /// <summary>What nothing is said of stays as the file has it.</summary>
    private static string Settings(CatalogResource desired, ReadOnlyMemory<byte>? present)
    {
        var name = desired.Id.Title;
        var lines = Encoding.UTF8.GetString((present ?? default).Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isOption = (string line) => line.StartsWith("options ", StringComparison.Ordinal);
        var options = desired[Options].As<ScriptObject>() is { } wanted
            ? wanted.Count == 0 ? [] : [$"options {name} {string.Join(' ', wanted.Select(static option => $"{option.Key}={Quoted(option.Value.ToString())}"))}"]
            : lines.Where(isOption);
        var bar = desired.Flag(Loaded) switch
        {
            // A blacklist alone forbids only its aliases, and other modules may still need it.
            false => [$"blacklist {name}", $"install {name} /bin/false"],
            true => [],
            null => lines.Where(line => !isOption(line)),
        };
        return string.Concat(options.Concat(bar).Select(static line => $"{line}\n"));
    }

    private static string Quoted(string value) => value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value;

    private static IEnumerable<string> ModulesOf(IFiles files) =>
        Encoding.UTF8.GetString((files.Read("/proc/modules") ?? default).Span).Split('\n').Select(static line => line.Split(' ')[0]);

    /// <summary>Whether a list of the running kernel's modules has it; its lines begin with the path of a file.</summary>
    private static bool IsListed(string name, string list, IFiles files)
    {
        var release = Encoding.UTF8.GetString((files.Read("/proc/sys/kernel/osrelease") ?? default).Span).Trim();
        var lines = Encoding.UTF8.GetString((files.Read($"/lib/modules/{release}/{list}") ?? default).Span).Split('\n');
        return lines.Any(line => Path.GetFileName(line.Split(':')[0]) is var file && file.IndexOf(".ko", StringComparison.Ordinal) is > 0 and var end && file[..end].Replace('-', '_') == name);
    }

    /// <param name="AtBoot">Null if nothing is said about whether it is loaded.</param>
    private sealed record ModuleFinding(OwnFileFinding? AtBoot, OwnFileFinding Settings) : Finding;
}
