using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Tests.Templates.Properties;

/// <summary>A tree written out: equal texts are equal trees. Everything a node has counts, but for where it stands.</summary>
internal static class TreeText
{
    private static readonly HashSet<string> Places = new(StringComparer.Ordinal)
    {
        "Start", "End", "NameStart", "MemberStart", "OperatorStart", "Hint", "Kind", "Enters", "EqualityContract",
    };

    public static string Of(object node)
    {
        var text = new StringBuilder();
        Append(text, node, indent: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? node, int indent)
    {
        switch (node)
        {
            case null:
                text.Append("none\n");
                break;
            case Value value:
                text.Append(value.Kind).Append(' ').Append(value.Kind == ValueKind.Double ? BitConverter.DoubleToInt64Bits(value.AsDouble()) : value).Append('\n');
                break;
            case string or bool or int or Enum:
                text.Append(CultureInfo.InvariantCulture, $"{node}\n");
                break;
            case IEnumerable items:
                text.Append("list\n");
                foreach (var item in items)
                    Append(text.Append(' ', indent + 1).Append("- "), item, indent + 1);
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{node.GetType().Name}\n");
                foreach (var (name, value) in Members(node))
                    Append(text.Append(' ', indent + 1).Append(name).Append(": "), value, indent + 1);
                break;
        }
    }

    private static IEnumerable<(string Name, object? Value)> Members(object node)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public;
        var properties = node.GetType().GetProperties(All).Where(p => p.GetIndexParameters().Length == 0 && !(node is TextStatement && p.Name == "Length"))
            .Select(p => (p.Name, Value: p.GetValue(node)));
        var fields = node.GetType().GetFields(All).Select(f => (f.Name, Value: f.GetValue(node)));
        return properties.Concat(fields).Where(m => !Places.Contains(m.Name)).OrderBy(m => m.Name, StringComparer.Ordinal);
    }
}
