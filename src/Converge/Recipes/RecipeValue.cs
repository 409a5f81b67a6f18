using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>A value in a recipe: data, in whose texts templates may stand. Parsed once, evaluated for every node.</summary>
public abstract class RecipeValue
{
    private protected RecipeValue(YamlNode node) => Node = node;

    /// <summary>Where it was written.</summary>
    public YamlNode Node { get; }

    /// <summary>Its value if it has no templates.</summary>
    public virtual Value? Constant => null;

    /// <summary>Whether only a run tells what kind of value it is.</summary>
    public virtual bool IsExpression => false;

    /// <summary>The templates in it.</summary>
    public virtual IEnumerable<Template> Templates => [];

    /// <summary>Reads data with templates. What is wrong with a template is reported.</summary>
    public static RecipeValue Read(YamlNode node, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return HasTemplates(node) ? ReadTemplates(node, diagnostics) : new ConstantValue(node);
    }

    /// <summary>Reads what is an expression as a whole, without braces.</summary>
    public static RecipeValue ReadExpression(YamlScalar node, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var template = Template.Parse(node.ToSource(), TemplateMode.Expression, localsOnly: true);
        if (template.HasErrors && node.Text.AsSpan().TrimStart().StartsWith("{{"))
            diagnostics.Error(node.Span, $"'{node.Text}' stands where an expression is expected", "write it without the braces");
        else
            diagnostics.AddRange(template.Diagnostics);
        return new TemplateValue(node, template);
    }

    /// <summary>Whether any template in it takes a name from outside. Not for every compile: it looks through all of them.</summary>
    public bool Names(string name) => Templates.Any(template => template.FindReferences().Names.Any(reference => reference.Root == name));

    /// <returns>Null after an error was added.</returns>
    public abstract Value? Evaluate(RenderOptions names, DiagnosticBag diagnostics);

    private static bool HasTemplates(YamlNode node) => node switch
    {
        YamlScalar scalar => IsTemplate(scalar),
        YamlSequence list => list.Items.Any(HasTemplates),
        YamlMapping map => map.Entries.Any(static entry => HasTemplates(entry.Value)),
        _ => false,
    };

    private static bool IsTemplate(YamlScalar scalar) =>
        scalar.Text.Contains('{', StringComparison.Ordinal) && (scalar.Text.Contains("{{", StringComparison.Ordinal) || scalar.Text.Contains("{%{", StringComparison.Ordinal));

    private static RecipeValue ReadTemplates(YamlNode node, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlScalar scalar when IsTemplate(scalar):
                var template = Template.Parse(scalar.ToSource(), localsOnly: true);
                diagnostics.AddRange(template.Diagnostics);
                return new TemplateValue(scalar, template);
            case YamlSequence list:
                return new ListValue(list, [.. list.Items.Select(item => ReadTemplates(item, diagnostics))]);
            case YamlMapping map:
                return new MapValue(map, [.. map.Entries.Select(entry => ReadTemplates(entry.Value, diagnostics))]);
            default:
                return new ConstantValue(node);
        }
    }

    private sealed class ConstantValue : RecipeValue
    {
        private readonly Value _value;

        public ConstantValue(YamlNode node)
            : base(node)
        {
            _value = node.ToValue();
            _value.As<ScriptObject>()?.Freeze();
            _value.As<ScriptArray>()?.Freeze();
        }

        public override Value? Constant => _value;

        public override Value? Evaluate(RenderOptions names, DiagnosticBag diagnostics) => _value;
    }

    private sealed class TemplateValue(YamlScalar node, Template template) : RecipeValue(node)
    {
        public override bool IsExpression => template.IsExpression;

        public override IEnumerable<Template> Templates => [template];

        public override Value? Evaluate(RenderOptions names, DiagnosticBag diagnostics)
        {
            if (template.HasErrors)
                return null;
            var result = template.Evaluate(names);
            if (result.Error is null)
                return result.Output;
            diagnostics.Add(result.Error);
            return null;
        }
    }

    private sealed class ListValue(YamlSequence node, ImmutableArray<RecipeValue> items) : RecipeValue(node)
    {
        public override IEnumerable<Template> Templates => items.SelectMany(static item => item.Templates);

        public override Value? Evaluate(RenderOptions names, DiagnosticBag diagnostics)
        {
            var list = new ScriptArray(items.Length);
            var isWhole = true;
            foreach (var item in items)
            {
                var value = item.Evaluate(names, diagnostics);
                isWhole &= value is not null;
                list.Add(value ?? Value.Null);
            }
            return isWhole ? Value.From(list) : null;
        }
    }

    private sealed class MapValue(YamlMapping node, ImmutableArray<RecipeValue> values) : RecipeValue(node)
    {
        public override IEnumerable<Template> Templates => values.SelectMany(static value => value.Templates);

        public override Value? Evaluate(RenderOptions names, DiagnosticBag diagnostics)
        {
            var map = new ScriptObject(values.Length);
            var isWhole = true;
            for (var position = 0; position < values.Length; position++)
            {
                var value = values[position].Evaluate(names, diagnostics);
                isWhole &= value is not null;
                map.Set(node.Entries[position].Name, value ?? Value.Null);
            }
            return isWhole ? Value.From(map) : null;
        }
    }
}
