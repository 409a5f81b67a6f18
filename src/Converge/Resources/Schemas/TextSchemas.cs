using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Parts of files that somebody else writes.</summary>
internal static class TextSchemas
{
    public static ResourceSchema Line { get; } = new(
        "line",
        "One line of a file that is not managed as a whole. The file must be there: it is not made.",
        PathText.Absolute,
        [
            new("text", PlainText.SecretLine, "The line as it should be."),
            new("match", RegexText.Type, "The line that it takes the place of: the last one that matches; with 'absent', all that match. Left out: the line itself."),
            new("insert_after", RegexText.Type, "Where it goes if there is none to replace: behind the last line that matches. Default: the end of the file."),
            new("absent", BoolType.Instance, "True: there is no such line. Default: false."),
        ])
    {
        Guards = SshDaemon.IsConfiguration,
        Rule = static check =>
        {
            check.NeedsOne(["text", "match"]);
            check.NotBeside("absent", "insert_after");
            if (!check.IsTrue("absent"))
                check.Requires("match", "text");
        },
        // Two lines of one file are two resources.
        Complete = static check =>
        {
            var what = check.Has("match") ? check.Properties["match"] : check.Properties["text"];
            return check.Under($"{check.Id.Title}: {what}");
        },
    };

    public static ResourceSchema Block { get; } = new(
        "block",
        "Lines of a file that is not managed as a whole, between two lines of comment that mark them. The file must be there: it is not made.",
        PathText.Absolute,
        [
            new("content", PlainText.Content, "The lines."),
            new("template", TemplateNameType.Instance, "A template of the recipe that gives them."),
            new("marker", PlainText.Line, "What the two lines say, where a file has several blocks. Default: converge."),
            new("comment", PlainText.Line, "What begins a comment in the file. Default: #."),
            new("absent", BoolType.Instance, "True: there is no such block. Default: false."),
        ])
    {
        Guards = SshDaemon.IsConfiguration,
        Rule = static check =>
        {
            check.AloneIfAbsent("marker", "comment");
            if (!check.IsTrue("absent"))
                check.ExactlyOne(["content", "template"]);
        },
        Complete = static check => check.Under(check.Has("marker") ? $"{check.Id.Title}: {check.Properties["marker"]}" : check.Id.Title),
    };
}
