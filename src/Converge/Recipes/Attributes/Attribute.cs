using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes.Attributes;

/// <summary>An attribute of a node with everything that was said about it. A map has members, which merge one by one.</summary>
public sealed class Attribute
{
    private readonly List<AttributeSetting> _settings = [];
    private readonly Dictionary<string, Attribute>? _members;
    private readonly List<Attribute> _ordered = [];

    private Attribute(Attribute? owner, string name, SourceSpan at, AttributeType type, bool isOpen)
    {
        Owner = owner;
        Name = name;
        At = at;
        Type = type;
        IsOpen = isOpen;
        _members = type == AttributeType.Map ? new(StringComparer.Ordinal) : null;
    }

    /// <summary>The map that it is a member of; null for the map of a recipe.</summary>
    public Attribute? Owner { get; }

    public string Name { get; }

    /// <summary>With the recipe: <c>haproxy.stats.port</c>.</summary>
    public string Path => Owner is null ? Name : $"{Owner.Path}.{Name}";

    public AttributeType Type { get; }

    /// <summary>Whether a map may get members that its default does not have: those of an empty one.</summary>
    public bool IsOpen { get; }

    /// <summary>Of a map, in the order in which they were first mentioned.</summary>
    public IReadOnlyList<Attribute> Members => _ordered;

    /// <summary>All that was said about it, lowest layer first; of a map only its default.</summary>
    public IReadOnlyList<AttributeSetting> Settings => _settings;

    /// <summary>What it comes to. Of a map, once all its members are known.</summary>
    public Value Value { get; internal set; }

    /// <summary>Whether its value is the same on all nodes of a kind, and known. Then nothing changes it any more, and they share it.</summary>
    internal bool IsConstant { get; private set; }

    /// <summary>Where its default stands, or who mentioned it first.</summary>
    public SourceSpan At { get; }

    public Attribute? Find(string member) => _members?.GetValueOrDefault(member);

    /// <summary>All attributes of a recipe, as one map.</summary>
    internal static Attribute Of(Recipe recipe)
    {
        var root = new Attribute(owner: null, recipe.NameInExpressions, recipe.Attributes?.Span ?? recipe.At, AttributeType.Map, isOpen: false);
        root.AddDefaults(recipe.Attributes, $"recipe {recipe.Name}");
        return root;
    }

    internal void MakeConstant(Value value)
    {
        value.As<ScriptObject>()?.Freeze();
        value.As<ScriptArray>()?.Freeze();
        (Value, IsConstant) = (value, true);
    }

    /// <summary>The same for one node, to be given values.</summary>
    /// <param name="sharing">Whether the node sets nothing here, so that constants can stay what they are.</param>
    internal Attribute Copy(Attribute? owner, bool sharing)
    {
        if (sharing && IsConstant)
            return this;
        var copy = new Attribute(owner, Name, At, Type, IsOpen);
        copy._settings.AddRange(_settings);
        foreach (var member in _ordered)
            copy.Add(member.Copy(copy, sharing));
        return copy;
    }

    private static Attribute FromDefault(Attribute owner, string name, YamlNode node, string origin)
    {
        var map = node as YamlMapping;
        var setting = new AttributeSetting(AttributeLayer.Default, origin, node, Appends: false);
        var type = map is not null ? AttributeType.Map : node is YamlSequence ? AttributeType.List
            : setting.Value.IsExpression ? AttributeType.Any : AttributeTypes.Of(node.ToValue());
        var attribute = new Attribute(owner, name, node.Span, type, isOpen: map is { Entries.IsEmpty: true });
        attribute._settings.Add(setting);
        attribute.AddDefaults(map, origin);
        return attribute;
    }

    private void AddDefaults(YamlMapping? defaults, string origin)
    {
        foreach (var (key, value) in defaults?.Entries ?? [])
            Add(FromDefault(this, key.Text, value, origin));
    }

    /// <summary>Sets what a layer says.</summary>
    internal void Apply(AttributeSetting setting, DiagnosticBag diagnostics)
    {
        diagnostics.AddRange(setting.Problems);
        if (_members is null)
        {
            if (setting.Value.Constant is { } constant && !Allows(constant, setting, diagnostics))
                return;
            _settings.Add(setting);
            return;
        }
        if (setting.Node is YamlMapping map && !setting.Appends)
            ApplyMembers(map, setting, diagnostics);
        else
            diagnostics.Error(setting.Node.Span, $"'{Path}' must be a mapping, not {(setting.Appends ? "an addition to a list" : setting.Node.Description)}", $"its default is in {At}");
    }

    /// <summary>Whether its type allows a value; if not, that is an error where it was set.</summary>
    internal bool Allows(Value value, AttributeSetting setting, DiagnosticBag diagnostics)
    {
        var isNoList = setting.Appends && Type is not (AttributeType.List or AttributeType.Any);
        var expected = setting.Appends ? AttributeType.List : Type;
        if (setting.Layer == AttributeLayer.Default && value.IsNull || (!isNoList && expected.Allows(value)))
            return true;
        var appended = isNoList ? $"'{Path}' is no list, so nothing can be added to it" : null;
        diagnostics.Add(Diagnostic.Error(setting.Node.Span, appended ?? $"'{Path}' must be {expected.Describe()}, not {AttributeTypes.Describe(value)}") with
        {
            Related = [new(At, "its default is here")],
        });
        return false;
    }

    internal void ApplyMembers(YamlMapping map, AttributeSetting setting, DiagnosticBag diagnostics)
    {
        foreach (var (key, value) in map.Entries)
        {
            var appends = key.Text.EndsWith('+');
            var name = appends ? key.Text[..^1] : key.Text;
            var member = Find(name);
            var inner = setting with { Node = value, Appends = appends };
            if (member is not null)
                member.Apply(inner, diagnostics);
            else if (IsOpen)
                AddToOpen(name, inner, diagnostics);
            else
                diagnostics.Error(key.Span, $"there is no attribute '{Path}.{name}'", Suggestions.Hint(name, _members!.Keys) ?? Known());
        }
    }

    /// <summary>What the members of an open map come to depends on who sets them; their type is not known.</summary>
    private void AddToOpen(string name, AttributeSetting setting, DiagnosticBag diagnostics)
    {
        var member = new Attribute(this, name, setting.Node.Span, setting.Node is YamlMapping ? AttributeType.Map : AttributeType.Any, isOpen: true);
        Add(member);
        if (setting.Node is YamlMapping map)
        {
            member._settings.Add(setting);
            member.ApplyMembers(map, setting, diagnostics);
        }
        else
            member.Apply(setting, diagnostics);
    }

    private void Add(Attribute member)
    {
        _members!.Add(member.Name, member);
        _ordered.Add(member);
    }

    private string? Known() => _members!.Count is 0 or > 12 ? null : $"there are {string.Join(", ", _members.Keys)}";
}
