using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary><c>include</c> and <c>include_join</c>: functions that run templates, and therefore part of the interpreter.</summary>
internal sealed class IncludeFunction : FunctionValue
{
    /// <summary>
    /// The text that another template gives. It shares the variables of the one that includes it, but for its locals; in
    /// it, <c>$1</c> is the first argument after the name, and <c>$port</c> the one that was named <c>port</c>.
    /// </summary>
    /// <remarks><![CDATA[
    /// {{ include "site" port: 443 }}
    /// {{ include "parts/header.sbn" "welcome" }}
    /// ]]></remarks>
    public static readonly IncludeFunction Include = new("include");

    /// <summary>
    /// The texts of several templates with a separator between them, and with a text before and after them if asked to.
    /// One that begins with <c>tpl:</c> names a template that gives it.
    /// </summary>
    /// <remarks><![CDATA[{{ include_join ["header", "body"] "\n" }}]]></remarks>
    public static readonly IncludeFunction IncludeJoin = new("include_join");

    private IncludeFunction(string name) => Name = name;

    public override string Name { get; }
}
