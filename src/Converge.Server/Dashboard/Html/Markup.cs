namespace Converge.Server.Dashboard.Html;

/// <summary>Markup that may stand in a page as it is. Only its own functions make it, which escape all that is put into it.</summary>
internal readonly record struct Markup
{
    private readonly string? _text;

    private Markup(string text) => _text = text;

    public static Markup None => default;

    public bool IsNone => string.IsNullOrEmpty(_text);

    /// <summary>Markup as it is written in the source, with texts escaped in its gaps. Attributes stand in double quotes.</summary>
    public static Markup Of(MarkupText text) => new(text.Take());

    /// <summary>One after the other.</summary>
    public static Markup Of(IEnumerable<Markup> parts) => Of($"{parts}");

    public static Markup When(bool holds, MarkupText text)
    {
        var markup = Of(text);
        return holds ? markup : None;
    }

    public override string ToString() => _text ?? "";
}
