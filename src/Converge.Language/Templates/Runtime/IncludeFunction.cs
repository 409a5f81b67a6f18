using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary><c>include</c> and <c>include_join</c>: functions that run templates, and therefore part of the interpreter.</summary>
internal sealed class IncludeFunction : FunctionValue
{
    public static readonly IncludeFunction Include = new("include");
    public static readonly IncludeFunction IncludeJoin = new("include_join");

    private IncludeFunction(string name) => Name = name;

    public override string Name { get; }
}
