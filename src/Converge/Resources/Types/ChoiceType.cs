using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceType(params string[] words) : TextType
{
    public override string Description => Words.OneOf(words);

    public override ScriptObject JsonSchema => new() { { "enum", JsonSchemas.List(words) } };

    protected override string? Read(Written written)
    {
        if (Array.IndexOf(words, written.Text) >= 0)
            return written.Text;
        var lower = Array.Find(words, word => word.Equals(written.Text, StringComparison.OrdinalIgnoreCase));
        return written.Fail(
            $"{written.Quoted} is not allowed: it must be {Description}",
            lower is null ? Suggestions.Hint(written.Text, words) : $"write '{lower}'");
    }
}
