using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Recipes.Attributes;

/// <summary>
/// Gives the attributes of a node their values. One whose templates name other attributes comes after those; a circle of
/// them is an error that shows all of it.
/// </summary>
internal sealed class AttributeEvaluation
{
    private readonly AttributeSet _attributes;
    private readonly RenderOptions _names;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<Attribute, State> _states = [];
    private readonly List<(Attribute Attribute, SourceSpan At)> _path = [];

    private AttributeEvaluation(AttributeSet attributes, RenderOptions names, DiagnosticBag diagnostics)
    {
        _attributes = attributes;
        _names = names;
        _diagnostics = diagnostics;
    }

    private enum State
    {
        Open,
        Running,
        Done,
    }

    /// <summary>Sets all values, and adds the attributes of each recipe to the names.</summary>
    /// <param name="names">Everything else that the templates may name; its model is written to.</param>
    public static void Run(AttributeSet attributes, RenderOptions names, DiagnosticBag diagnostics) =>
        new AttributeEvaluation(attributes, names, diagnostics).Run();

    /// <summary>Gives those a value that need no names for it. What is wrong with one is left to be found with its node.</summary>
    public static void RunConstants(AttributeSet attributes)
    {
        var evaluation = new AttributeEvaluation(attributes, RenderOptions.Default, []);
        foreach (var recipe in attributes.Recipes)
            evaluation.TryMakeConstant(recipe);
    }

    private bool TryMakeConstant(Attribute attribute)
    {
        if (attribute.Type == AttributeType.Map)
        {
            var areConstant = true;
            foreach (var member in attribute.Members)
                areConstant &= TryMakeConstant(member);
            if (areConstant)
                attribute.MakeConstant(ToMap(attribute, static member => member.Value));
        }
        else if (IsPlain(attribute) && Evaluate(attribute) is { } value)
            attribute.MakeConstant(value);
        return attribute.IsConstant;
    }

    private static bool IsPlain(Attribute attribute) => Effective(attribute).TrueForAll(static setting => setting.Value.Constant is not null);

    private static Value ToMap(Attribute attribute, Func<Attribute, Value> valueOf)
    {
        var map = new ScriptObject(attribute.Members.Count);
        foreach (var member in attribute.Members)
            map.Set(member.Name, valueOf(member));
        return Value.From(map);
    }

    private void Run()
    {
        foreach (var recipe in _attributes.Recipes)
            _names.Model.Set(recipe.Path, Start(recipe));
        foreach (var leaf in _attributes.Leaves())
            Finish(leaf, leaf.At);
        foreach (var recipe in _attributes.Recipes)
            recipe.Value.AsObject().Freeze();
    }

    /// <summary>The value as far as it is known without templates.</summary>
    private Value Start(Attribute attribute)
    {
        if (attribute.IsConstant)
            return attribute.Value;
        if (attribute.Type == AttributeType.Map)
            return attribute.Value = ToMap(attribute, Start);
        if (IsPlain(attribute))
        {
            attribute.Value = Evaluate(attribute) ?? Value.Null;
            _states[attribute] = State.Done;
        }
        return attribute.Value;
    }

    private void Finish(Attribute attribute, SourceSpan at)
    {
        if (attribute.IsConstant)
            return;
        if (attribute.Type == AttributeType.Map)
        {
            foreach (var member in attribute.Members)
                Finish(member, at);
            return;
        }
        var state = _states.GetValueOrDefault(attribute);
        if (state == State.Done)
            return;
        if (state == State.Running)
        {
            ReportCircle(attribute, at);
            return;
        }
        _states[attribute] = State.Running;
        _path.Add((attribute, at));
        foreach (var reference in Effective(attribute).SelectMany(static s => s.References))
        {
            if (Named(reference) is { } other)
                Finish(other, reference.Steps[0].At);
        }
        _path.RemoveAt(_path.Count - 1);
        attribute.Value = Evaluate(attribute) ?? Value.Null;
        _states[attribute] = State.Done;
        attribute.Owner!.Value.AsObject().Set(attribute.Name, attribute.Value);
    }

    /// <summary>The attribute that a template names, or the one that holds what it names.</summary>
    private Attribute? Named(NameReference reference)
    {
        Attribute? found = null;
        for (var length = 1; length <= reference.Steps.Length; length++)
        {
            if (_attributes.Find(reference.Steps.Take(length).Select(static s => s.Name)) is not { } next)
                break;
            found = next;
        }
        return found;
    }

    private Value? Evaluate(Attribute attribute)
    {
        Value? result = null;
        foreach (var setting in Effective(attribute))
        {
            if (setting.Value.Evaluate(_names, _diagnostics) is not { } value || !attribute.Allows(value, setting, _diagnostics))
                return null;
            result = setting.Appends && result?.As<ScriptList>() is { } below ? Value.From(new ScriptArray(below.Concat(value.As<ScriptList>()!))) : value;
        }
        return result;
    }

    /// <summary>The highest setting that replaces, and those above it that add to it.</summary>
    internal static List<AttributeSetting> Effective(Attribute attribute)
    {
        var settings = attribute.Settings;
        var first = settings.Count - 1;
        while (first > 0 && settings[first].Appends)
            first--;
        return [.. settings.Skip(first)];
    }

    private void ReportCircle(Attribute attribute, SourceSpan at)
    {
        var start = _path.FindIndex(step => step.Attribute == attribute);
        var circle = _path[start..];
        _diagnostics.Add(Diagnostic.Error(at, $"attributes that need each other: {string.Join(" -> ", circle.Append(circle[0]).Select(static s => s.Attribute.Path))}") with
        {
            Related = [.. circle.Select(static step => new RelatedPosition(step.Attribute.Settings[^1].Node.Span, $"'{step.Attribute.Path}' is set here"))],
        });
    }
}
