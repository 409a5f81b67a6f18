using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>The state of one render.</summary>
internal sealed class Interpreter(RenderOptions options)
{
    public RenderOptions Options { get; } = options;

    /// <summary>Positions of <c>array.cycle</c>, by group.</summary>
    public Dictionary<string, int> Cycles { get; } = new(StringComparer.Ordinal);

    /// <summary>Seeded by the options; null without a seed.</summary>
    public Random? Random { get; }

    /// <summary>Notes that the output depends on the answer to a search.</summary>
    public void RecordSearch(string index, string? query) => throw new NotSupportedException();

    /// <summary>Runs a text as script (the value of its last statement) or as template (its output), in the scopes of the caller.</summary>
    public Value Evaluate(Value text, Expression site, bool asTemplate) => throw new NotSupportedException();

    public TemplateException Error(SyntaxNode at, string message, string? hint = null) => throw new NotSupportedException();

    /// <summary>As output prints it; secret if any part is.</summary>
    public Value Print(Value value) => throw new NotSupportedException();

    /// <summary>Whether the value is, or holds at any depth, a secret.</summary>
    public bool ContainsSecret(Value value) => throw new NotSupportedException();

    /// <summary>The items, each one counted as an iteration.</summary>
    public IEnumerable<Value> Walk(ScriptList list) => throw new NotSupportedException();

    public Value Invoke(FunctionValue function, Expression site, ReadOnlySpan<Value> arguments) => throw new NotSupportedException();

    /// <summary>Fails if a text of this length is over the limit; counts it as work.</summary>
    public void ReserveText(long characters) => throw new NotSupportedException();

    /// <summary>The operators with their rules for strings, null and mixed numbers.</summary>
    public Value Operate(BinaryOperator operation, Value left, Value right, Expression site) => throw new NotSupportedException();
}
