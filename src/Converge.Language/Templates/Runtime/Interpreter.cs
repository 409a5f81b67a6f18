using System.Runtime.CompilerServices;
using Converge.Language.Templates.Functions;
using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>
/// One render: walks the tree of a template, with the state that this takes. The syntax is shared and never written to
/// (but for lookup hints); everything that changes lives here.
/// </summary>
internal sealed partial class Interpreter : IDisposable
{
    // Work is counted in characters: by the memory that something takes, or the time.
    private const int ItemWork = 8;
    private const int MemberWork = 24;
    private const int ContainerWork = 32;
    private const int CallWork = 128;
    private const int ParsingWork = 64;

    /// <summary>The innermost object context: the page's globals or the target of a <c>with</c>.</summary>
    private Scope _context = new(new ScriptObject(), outer: null);
    private List<SearchDependency>? _searches;
    private SourceText _source;
    private SyntaxNode? _running;
    private Frame _frame = new(caller: null, isNamed: true);
    private LocalScope _locals = new();
    private ScriptObject? _date;
    private int _depth;
    private int _steps;
    private int _openLoops;

    /// <summary>Open loops and running builtins; iterations are summed from the outermost one on.</summary>
    private int _counting;
    private long _workLeft;

    public Interpreter(RenderOptions options, SourceText source)
    {
        Options = options;
        _workLeft = options.Limits.Work;
        _source = source;
        _output = new(options.Limits.TextLength, options.IndentOnEmptyLines);
    }

    public RenderOptions Options { get; }

    /// <summary>Positions of <c>array.cycle</c>, by group.</summary>
    public Dictionary<string, int> Cycles => field ??= new(StringComparer.Ordinal);

    /// <summary>Seeded by the options; null without a seed.</summary>
    public Random? Random => field ??= Options.Seed is { } seed ? new Random(unchecked((int)(seed ^ (seed >> 32)))) : null;

    public IReadOnlyList<SearchDependency> Searches => _searches is null ? [] : _searches;

    private string DateFormat =>
        _date is not null && _date.TryGet(DateFunctions.FormatMember, out var format) && format.Kind == ValueKind.String
            ? format.AsString()
            : ValuePrinter.DefaultDateFormat;

    /// <summary>Runs a page from the start; what it printed.</summary>
    public Value Render(StatementList page)
    {
        _frame.Arguments = new();
        try
        {
            ExecutePage(page);
            return _output.ToValue();
        }
        catch (Exception e) when (e is LimitException or OperationCanceledException)
        {
            throw Located(e);
        }
    }

    /// <summary>Evaluates the one expression that the page consists of; keeps its type.</summary>
    public Value EvaluateSingle(Expression expression)
    {
        _frame.Arguments = new();
        try
        {
            return new Settling(this).Settle(EvaluateCalling(expression));
        }
        catch (Exception e) when (e is LimitException or OperationCanceledException)
        {
            throw Located(e);
        }
    }

    public void Dispose() => _output.Dispose();

    /// <summary>Notes that the output depends on the answer to a search.</summary>
    public void RecordSearch(string index, string? query) => (_searches ??= []).Add(new(index, query));

    public TemplateException Error(SyntaxNode at, string message, string? hint = null) =>
        Error(at.Start, at.End - at.Start, message, hint);

    public TemplateException Error(int start, int length, string message, string? hint = null) => _source.IsSecret
        ? new(Diagnostic.Error(_source.Span(start, length), "an error in an evaluated text, which is secret"))
        : new(Diagnostic.Error(_source.Span(start, length), OneLine(message), hint));

    /// <summary>A message quotes names and values, which may be of any length and have line ends.</summary>
    private static string OneLine(string message)
    {
        const int Longest = 300;
        var line = message.ReplaceLineEndings(" ");
        return line.Length > Longest ? $"{line[..Longest]}..." : line;
    }

    /// <summary>As output prints it; secret if any part is.</summary>
    public Value Print(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String or ValueKind.Secret:
                return value;
            case ValueKind.Null or ValueKind.Empty:
                return Value.EmptyString;
        }
        using var buffer = new TextBuffer(Options.Limits.TextLength);
        ValuePrinter.Append(buffer, value, DateFormat);
        ReserveText(buffer.Length);
        return buffer.ToValue();
    }

    /// <summary>Whether the value is, or holds at any depth, a secret.</summary>
    public bool ContainsSecret(Value value) => SecretSearch.HoldsSecret(value);

    /// <summary>The items, each one counted as an iteration.</summary>
    public IEnumerable<Value> Walk(ScriptList list)
    {
        foreach (var item in list)
        {
            Step();
            yield return item;
        }
    }

    /// <summary>The items, counted as work, for copying them.</summary>
    public IEnumerable<Value> Copied(ScriptList list)
    {
        foreach (var item in list)
        {
            Spend(ItemWork);
            yield return item;
        }
    }

    /// <summary>Fails if a text of this length is over the limit; counts it as work.</summary>
    public void ReserveText(long characters)
    {
        if (characters > Options.Limits.TextLength)
            throw new LimitException($"a text would be longer than {Options.Limits.TextLength} characters");
        Spend(characters);
    }

    /// <summary>Fails if a list of this size is over the limit; counts it as work.</summary>
    public void ReserveItems(long count)
    {
        ExpectItems(count);
        Spend(ContainerWork + count * ItemWork);
    }

    /// <summary>As <see cref="ReserveItems(long)"/>, for an object.</summary>
    public void ReserveMembers(long count)
    {
        ExpectItems(count);
        Spend(ContainerWork + count * MemberWork);
    }

    public ScriptArray ReserveItems(ScriptArray list)
    {
        ReserveItems(list.Count);
        return list;
    }

    private void ExpectItems(long count)
    {
        if (count > Options.Limits.CollectionSize)
            throw new LimitException($"a list would have more than {Options.Limits.CollectionSize} items");
    }

    /// <summary>The operators with their rules for strings, null and mixed numbers.</summary>
    public Value Operate(BinaryOperator operation, Value left, Value right, Expression site) =>
        new BinaryOperation(this, operation, site).Evaluate(left, right);

    /// <summary>Before recursing: fails while there is still stack to fail on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureStack(SyntaxNode at)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error(at, "nested too deeply");
    }

    /// <summary>Counts work, in characters read or made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(long work)
    {
        _workLeft -= work;
        if (_workLeft < 0)
            throw TooMuchWork();
    }

    private LimitException TooMuchWork() => new($"the texts, lists and calls of this render exceed {Options.Limits.Work} characters of work");

    private void BeginCounting()
    {
        if (_counting++ == 0)
            _steps = 0;
    }

    /// <summary>Counts an iteration of a loop or of a function that walks over a list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step()
    {
        if (++_steps > Options.Limits.Iterations)
            throw TooManySteps();
        Options.Cancellation.ThrowIfCancellationRequested();
    }

    private LimitException TooManySteps() => new($"exceeding the limit of '{Options.Limits.Iterations}' iterations");

    /// <summary>Limits and cancellation know no position; they are reported where the render was.</summary>
    private TemplateException Located(Exception e)
    {
        var message = e is LimitException ? e.Message : "the render was cancelled";
        return _running is null ? Error(0, 1, message) : Error(_running, message);
    }
}

/// <summary>A search that a rendered text depends on.</summary>
public sealed record SearchDependency(string Index, string? Query);
