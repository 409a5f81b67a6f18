using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A command: a list of words that no shell looks at, or a line for the shell.</summary>
internal sealed class ArgvType : PropertyType
{
    private static readonly ParsedType Word = new("a word of the command", ReadWord) { AllowsNumber = true };
    private static readonly ListType ListOfWords = new(Word, "words") { NeedsItem = true };

    private ArgvType()
    {
    }

    public static PropertyType Instance { get; } = new ArgvType();

    public override string Description => "a command: a list of words, or a line for the shell";

    public override ScriptObject JsonSchema => ListOfWords.JsonSchema;

    protected override string? SecretHint => "every user of the machine can see the words of a command: give it a secret by 'stdin' or 'env'";

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.Kind == ValueKind.String)
            return ReadLine(value.AsString(), place, diagnostics);
        if (value.As<ScriptList>() is not { } list)
            return Refuse(value, place, diagnostics);
        if (ContainsSecret(list, place, diagnostics) || ListOfWords.Check(value, place, diagnostics) is not { } words)
            return null;
        if (words.AsArray()[0].AsString().Length > 0)
            return words;
        diagnostics.Error(place.Item(0).Span, "the command has no name: its first word is empty");
        return null;
    }

    private static Value? ReadLine(string line, Place place, DiagnosticBag diagnostics)
    {
        var trimmed = line.Trim();
        if (trimmed.Length == 0)
        {
            diagnostics.Error(place.Span, "the command is empty");
            return null;
        }
        return ReadWord(new Written(trimmed, place, diagnostics)) is { } word ? Value.From(word) : null;
    }

    private bool ContainsSecret(ScriptList list, Place place, DiagnosticBag diagnostics)
    {
        if (list is not ScriptArray words)
            return false;
        for (var index = 0; index < words.Count; index++)
        {
            if (!words[index].IsSecret)
                continue;
            diagnostics.Error(place.Item(index).Span, "a secret cannot stand in a command", SecretHint);
            return true;
        }
        return false;
    }

    private static string? ReadWord(Written written) =>
        written.Text.Contains('\0', StringComparison.Ordinal) ? written.Fail("a command cannot hold the character NUL") : written.Text;
}
