using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Plans;

namespace Converge.Cli.Output.Plans;

/// <summary>A plan for a person: what would change and why, recipe by recipe; what is right is only counted.</summary>
internal sealed class PlanText(bool colour)
{
    private const string Bold = "1";
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Cyan = "36";

    private const int MostLines = 100;

    private readonly StringBuilder _text = new();

    public string Render(Plan plan, TimeSpan time)
    {
        AppendHead(plan.Catalog);
        foreach (var (recipe, resources) in plan.ByRecipe())
            Append(recipe, resources, plan);
        AppendSum(plan, time);
        return _text.ToString();
    }

    private void AppendHead(Catalog catalog)
    {
        var count = catalog.Resources.Count();
        var commit = catalog.Commit is { } hash ? $" at {hash[..Math.Min(7, hash.Length)]}" : "";
        Line(0, $"{(catalog.Environment.Length > 0 ? $"{catalog.Environment} " : "")}{catalog.Node} ({string.Join(", ", catalog.Roles)}){commit}, {count} resource{(count == 1 ? "" : "s")}", Bold);
    }

    private void Append(CatalogRecipe recipe, ImmutableArray<PlannedResource> resources, Plan plan)
    {
        var shown = resources.Where(static resource => resource.Status != PlanStatus.Ok || resource.Reason is not null).ToList();
        var refreshes = plan.Refreshes.Where(refresh => resources.Any(resource => resource.Resource.Id == refresh.Target)).ToList();
        if (shown.Count == 0 && refreshes.Count == 0)
            return;
        _text.Append('\n');
        Line(0, $"recipe {recipe.Name} {recipe.Version}");
        foreach (var resource in shown)
            Append(resource);
        foreach (var refresh in refreshes)
            Line(1, $"> {refresh.Verb} {refresh.Target}  because {string.Join(", ", refresh.Because)} would change", Cyan);
    }

    private void Append(PlannedResource resource)
    {
        var presence = resource.Changes.FirstOrDefault(static change => change.Property == Comparison.Presence);
        var (mark, style) = resource.Status switch
        {
            PlanStatus.Ok => ('.', Cyan),
            PlanStatus.Unknown => ('?', Yellow),
            PlanStatus.Blocked => ('!', Red),
            _ when presence is null && !IsNew(resource) => ('~', Yellow),
            _ when presence?.After == Value.True => ('-', Red),
            _ => ('+', Green),
        };
        var changes = resource.Changes.Where(static change => change.Property != Comparison.Presence).ToList();
        var (title, rest) = changes is [var only] && !IsLong(only) ? ($"  {Inline(only)}", []) : ("", changes);
        Line(1, $"{mark} {resource.Resource.Id}{title}{(resource.Reason is { } reason ? $"  {(resource.Status == PlanStatus.Predicted ? "predicted: " : "")}{reason}" : "")}", style);
        foreach (var change in resource.Status is PlanStatus.Blocked ? [] : rest)
            Append(change);
    }

    /// <summary>A package that is not installed yet is new, although what changes is its version.</summary>
    private static bool IsNew(PlannedResource resource) =>
        resource.Resource.Id.Type == "package" && resource.Changes.Any(static change => change is { Property: "version", Before.IsNull: true });

    private void Append(Change change)
    {
        if (!IsLong(change))
        {
            Line(3, Inline(change));
            return;
        }
        var (before, after) = (change.Before.IsNull ? "" : change.Before.ToString(), change.After.ToString());
        var lines = UnifiedDiff.Of(before, after, "", "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        foreach (var line in lines.Take(MostLines))
            Line(3, line, line[0] switch { '+' => Green, '-' => Red, '@' => Cyan, _ => null });
        if (lines.Count > MostLines)
            Line(3, $"... {lines.Count - MostLines} more lines");
    }

    private static bool IsLong(Change change) =>
        change.Property == "content" && !change.After.IsSecret && !change.Before.IsSecret;

    private static string Inline(Change change) => change.Property == "version"
        ? $"{Show(change.Before)} -> {Show(change.After)}"
        : $"{change.Property}: {Show(change.Before)} -> {Show(change.After)}{(change.After.IsSecret && change.Before.IsSecret ? " changed" : "")}";

    private static string Show(Value value) => value.IsNull ? "absent" : value.Kind is ValueKind.Object or ValueKind.Array && !SecretSearch.HoldsSecret(value) ? JsonText.Write(value) : value.ToString();

    private void AppendSum(Plan plan, TimeSpan time)
    {
        string[] counts =
        [
            .. Count(plan.Count(PlanStatus.Change) + plan.Count(PlanStatus.Predicted), "would change"),
            .. Count(plan.Count(PlanStatus.Blocked), "blocked"),
            .. Count(plan.Count(PlanStatus.Unknown), "unknown"),
            $"{plan.Count(PlanStatus.Ok)} ok",
        ];
        _text.Append('\n');
        Line(0, string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", counts)}  {time.TotalSeconds:0.00} s"), Bold);
    }

    private static string[] Count(int number, string what) => number == 0 ? [] : [$"{number} {what}"];

    private void Line(int depth, string text, string? style = null)
    {
        var printable = PrintableText.Of(text, lineBreak: " ");
        _text.Append(' ', 2 * depth).Append(colour && style is not null ? $"\e[{style}m{printable}\e[0m" : printable).Append('\n');
    }
}
