using System.Text;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Shouldly;

namespace Converge.Language.Tests.Yaml;

/// <summary>What the quick reader reads must be what the parser reads, node by node and place by place.</summary>
internal static class QuickReading
{
    /// <summary>Whether it was the quick reader that read the text.</summary>
    public static bool IsRead(string yaml)
    {
        var source = SourceText.From("f", yaml);
        var characters = new YamlCharacters(source, []);
        if (!characters.Check(YamlLimits.Default) || characters.HasOldBreaks || QuickReader.Read(source, YamlLimits.Default) is not { } quick)
            return false;
        var diagnostics = new DiagnosticBag();
        var read = new YamlReader(source, diagnostics, YamlLimits.Default, characters.HasTabs, hasOldBreaks: false).Read(isStream: false);
        diagnostics.Select(static diagnostic => diagnostic.ToString()).ShouldBeEmpty(yaml);
        var (found, expected) = (Show(quick), Show(read.ShouldHaveSingleItem()));
        (found == expected).ShouldBeTrue($"{yaml}\nis\n{expected}\nbut was read as\n{found}");
        return true;
    }

    private static string Show(YamlNode node)
    {
        var shown = new StringBuilder();
        Show(node, shown, "\n");
        return shown.ToString();
    }

    private static void Show(YamlNode node, StringBuilder shown, string line)
    {
        shown.Append(node.GetType().Name).Append($" {node.Start}-{node.End} weight {node.Weight}");
        switch (node)
        {
            case YamlScalar scalar:
                shown.Append($" {scalar.Style} {scalar.Type} '{scalar.Text}'");
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    shown.Append(line).Append("- ");
                    Show(item, shown, line + "  ");
                }
                break;
            case YamlMapping mapping:
                foreach (var (key, value) in mapping.Entries)
                {
                    shown.Append(line);
                    Show(key, shown, line + "  ");
                    shown.Append(": ");
                    Show(value, shown, line + "  ");
                }
                break;
        }
    }
}
