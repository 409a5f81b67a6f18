using Converge.Language.Values;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard.NodePages;

/// <summary>Objects inside objects, to be opened one by one.</summary>
internal static class ValueTree
{
    private const int Deepest = 32;
    private const int MostItems = 500;

    public static Markup Draw(ScriptObject members) => Markup.Of($"""<div class="tree">{Members(members, "", 0)}</div>""");

    /// <summary>A value in one line.</summary>
    public static string Line(Value value) => value switch
    {
        { IsNull: true } => "null",
        { Kind: ValueKind.Object } => Parts.Count(value.AsObject().Count, "member"),
        { Kind: ValueKind.Array } when value.AsArray() is { } list => list.All(static item => item.Kind is not (ValueKind.Object or ValueKind.Array)) ? string.Join(", ", list.Select(Line)) : Parts.Count(list.Count, "item"),
        { Kind: ValueKind.Bool } => value.AsBool() ? "true" : "false",
        _ => value.ToString(),
    };

    private static IEnumerable<Markup> Members(ScriptObject members, string path, int depth) =>
        members.Take(MostItems).Select(member => Item(member.Key, member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}", depth));

    private static Markup Item(string name, Value value, string path, int depth) => value switch
    {
        { Kind: ValueKind.Object } when depth < Deepest && value.AsObject().Count > 0 => Branch(name, Parts.Count(value.AsObject().Count, "member"), path, Members(value.AsObject(), path, depth + 1)),
        { Kind: ValueKind.Array } when depth < Deepest && value.AsArray().Any(static item => item.Kind is ValueKind.Object or ValueKind.Array) => Branch(name, Parts.Count(value.AsArray().Count, "item"), path, value.AsArray().Take(MostItems).Select((item, index) => Item($"{index}", item, $"{path}.{index}", depth + 1))),
        _ => Markup.Of($"""<div class="leaf"><span class="key">{name}</span> <span class="value">{Line(value)}</span></div>"""),
    };

    private static Markup Branch(string name, string count, string path, IEnumerable<Markup> items) =>
        Markup.Of($"""<details data-key="{path}"><summary><span class="key">{name}</span> <span class="faint">{count}</span></summary>{items}</details>""");
}
