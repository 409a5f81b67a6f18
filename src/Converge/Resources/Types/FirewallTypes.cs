using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources.Firewall;

namespace Converge.Resources.Types;

/// <summary>Rules in ufw's words.</summary>
internal static class FirewallTypes
{
    /// <summary>The title: a rule, or a verb and a label.</summary>
    public static PropertyType Title { get; } = new ParsedType("a rule in ufw's words, such as allow 22/tcp", ReadTitle)
    {
        Pattern = @"^\s*(route\s+)?(allow|deny|reject|limit)\s",
    };

    /// <summary>Another rule, in whatever words.</summary>
    public static PropertyType Rule { get; } = new ParsedType("a rule in ufw's words, such as allow 22/tcp, or 'all'", ReadRule);

    public static PropertyType Comment { get; } = new ParsedType("a text of one line without quotes", ReadComment);

    public static PropertyType Protocol { get; } = new ChoiceType([.. FirewallProtocols.All, FirewallRule.AnyProtocol]);

    // Whether words are a label is known only with the properties: they are left as they are.
    private static string? ReadTitle(Written written)
    {
        if (FirewallParser.Parse(written.Text, mayBeLabel: true, out var error) is not { } draft)
            return written.Fail(error!.Part, error.Message, error.Hint);
        if (draft.IsLabelled)
            return string.Join(' ', FirewallWords.Split(written.Text, out _)!.Select(static w => FirewallWords.Quote(w.Text)));
        return draft.Finish(out error) is { } rule ? rule.ToString() : written.Fail(error!.Part, error.Message, error.Hint);
    }

    private static string? ReadRule(Written written)
    {
        if (written.Text == "all")
            return written.Text;
        var draft = FirewallParser.Parse(written.Text, mayBeLabel: false, out var error);
        if (draft?.Finish(out error) is { } rule)
            return rule.WithoutComment.ToString();
        return written.Fail(error!.Part, error.Message, error.Hint);
    }

    private static string? ReadComment(Written written) =>
        written.Text.Contains('\'', StringComparison.Ordinal)
            ? written.Fail("ufw allows no quote in a comment")
            : PlainText.ReadLine(written);
}

/// <summary>One side of a rule: true for the direction alone, or an interface.</summary>
internal sealed class InterfaceSideType : PropertyType
{
    private InterfaceSideType()
    {
    }

    public static PropertyType Instance { get; } = new InterfaceSideType();

    public override string Description => "true, or the name of an interface";

    public override ScriptObject JsonSchema => JsonSchemas.AnyOf(JsonSchemas.OfType("boolean"), InterfaceNames.Type.JsonSchema);

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics) => value.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String => InterfaceNames.Type.Check(value, place, diagnostics),
        _ => Refuse(value, place, diagnostics),
    };
}
