using Converge.Language.Templates.Runtime;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// One call of a builtin function: its arguments, converted on demand to what the function declares, and the way to
/// fail at the argument that is to blame. A text read here may be secret; the caller marks the result, and no message
/// may contain it: quote arguments with <see cref="Quote"/>.
/// </summary>
internal readonly ref struct Call
{
    private readonly ReadOnlySpan<Value> _arguments;
    private readonly ReadOnlySpan<Expression?> _sites;
    private readonly bool _isPrinted;

    /// <param name="isPrinted">Whether the result is printed as it is, and nothing else.</param>
    public Call(Interpreter interpreter, Builtin function, Expression site, ReadOnlySpan<Value> arguments, ReadOnlySpan<Expression?> sites, bool isPrinted)
    {
        Interpreter = interpreter;
        Function = function;
        Site = site;
        _arguments = arguments;
        _sites = sites;
        _isPrinted = isPrinted;
    }

    public Interpreter Interpreter { get; }

    public Builtin Function { get; }

    /// <summary>Where the function is called.</summary>
    public Expression Site { get; }

    public RenderOptions Options => Interpreter.Options;

    public RenderLimits Limits => Interpreter.Options.Limits;

    public int Count => _arguments.Length;

    /// <summary>The argument as it is; null if it was not given.</summary>
    public Value this[int index] => Has(index) ? _arguments[index] : Value.Null;

    public bool Has(int index) => index < _arguments.Length && !_arguments[index].IsMissing;

    /// <summary>All arguments from a position on.</summary>
    public ReadOnlySpan<Value> Rest(int from) => from < _arguments.Length ? _arguments[from..] : [];

    /// <summary>As text by the printing rules, secret or not; null stays null.</summary>
    public string? Text(int index)
    {
        var value = this[index];
        return value.Kind == ValueKind.String ? value.AsString() : Printed(value);
    }

    /// <summary>As <see cref="Text"/>, null being the empty text.</summary>
    public string TextOrEmpty(int index) => Text(index) ?? "";

    /// <summary>A text that steers the function (a pattern, a name) and therefore must not be secret.</summary>
    public string? PlainText(int index) =>
        Interpreter.ContainsSecret(this[index]) ? throw Error(index, $"a secret cannot be {ParameterName(index)} of '{Function.Name}'") : Text(index);

    public bool Bool(int index) => this[index].IsTrue;

    /// <summary>null is 0, a float rounds half to even, a string of digits is parsed, anything else is an error.</summary>
    public int Int(int index)
    {
        var value = this[index];
        return value.Kind == ValueKind.Int ? value.AsInt() : ConvertedInt(index);
    }

    public int Int(int index, int ifMissing) => Has(index) ? Int(index) : ifMissing;

    /// <summary>null is 0, a bool 0 or 1; a string is an error.</summary>
    public double Double(int index) => Conversions.TryToDouble(this[index], out var number) ? number : throw CannotConvert(index, "a number");

    /// <summary>Any array or range, the characters of a string, the pairs of an object; null stays null.</summary>
    public ScriptList? List(int index) =>
        this[index].IsNull ? null : Conversions.ToList(this[index]) ?? throw CannotConvert(index, "a list");

    /// <summary>An object, or null.</summary>
    public ScriptObject? Object(int index) =>
        this[index].IsNull ? null : this[index].As<ScriptObject>() ?? throw CannotConvert(index, "an object");

    public FunctionValue Callback(int index) => this[index].As<FunctionValue>() ?? throw CannotConvert(index, "a function ('@name')");

    public DateTime Date(int index) => this[index].Kind == ValueKind.Date ? this[index].AsDate() : throw CannotConvert(index, "a date");

    public TimeSpan TimeSpan(int index) => this[index].Kind == ValueKind.TimeSpan ? this[index].AsTimeSpan() : throw CannotConvert(index, "a time span");

    /// <summary>The items, each one counted as an iteration. Use it for every walk over a list, also in lazy results.</summary>
    public IEnumerable<Value> Walk(ScriptList list) => Interpreter.Walk(list);

    public Value Invoke(FunctionValue function, params ReadOnlySpan<Value> arguments) => Interpreter.Invoke(function, Site, arguments);

    /// <summary>Before a text of this length is made: fails if it is over the limit, and counts it as work.</summary>
    public void Reserve(long characters) => Interpreter.ReserveText(characters);

    /// <summary>
    /// One text followed by another, as the result of the function: to be returned as it is. Where a statement prints it, and
    /// no argument is secret, it goes to the output without being made first, and null is left to print.
    /// </summary>
    public Value Joined(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        if (!_isPrinted)
            return Value.From(string.Concat(first, second));
        Interpreter.PrintResult(first, second);
        return Value.Null;
    }

    /// <summary>A text to build, within the limits of the render, and secret if an argument is. To be disposed of.</summary>
    public TextBuffer NewText()
    {
        var secret = false;
        foreach (var argument in _arguments)
            secret |= argument.IsSecret;
        return new TextBuffer(Limits.TextLength) { IsSecret = secret };
    }

    /// <summary>Adds an item to a list that the function makes; fails if the list is over the limit.</summary>
    public void Add(ScriptArray list, Value item)
    {
        if (list.Count == Limits.CollectionSize)
            Interpreter.ReserveItems(list.Count + 1L);
        list.Add(item);
    }

    /// <summary>Adds a text to a list that the function makes; it is counted as work.</summary>
    public void Add(ScriptArray list, ReadOnlySpan<char> text)
    {
        Reserve(text.Length + 1L);
        Add(list, Value.From(text.ToString()));
    }

    /// <summary>Before a list of this length is made or copied: fails if it is over the limit, and counts it as work.</summary>
    public void ReserveItems(long items) => Interpreter.ReserveItems(items);

    /// <summary>As <see cref="ReserveItems"/>, for an object.</summary>
    public void ReserveMembers(long members) => Interpreter.ReserveMembers(members);

    /// <summary>An argument for a message; a secret is masked.</summary>
    public string Quote(int index)
    {
        const int Longest = 60;
        var text = this[index].IsNull ? "null" : this[index].ToString();
        return Interpreter.ContainsSecret(this[index]) ? SecretText.Mask : text.Length > Longest ? $"'{text[..Longest]}...'" : $"'{text}'";
    }

    /// <summary>A failure of the whole call.</summary>
    public TemplateException Error(string message, string? hint = null) => Interpreter.Error(Site, message, hint);

    /// <summary>A failure because of one argument, reported there.</summary>
    public TemplateException Error(int index, string message, string? hint = null) =>
        Interpreter.Error((index < _sites.Length ? _sites[index] : null) ?? Site, message, hint);

    // What needs no conversion is frequent, and asked for first.
    private string? Printed(Value value) => value.IsNull ? null : Interpreter.Print(value).RevealText();

    private int ConvertedInt(int index) =>
        Conversions.TryToInt(this[index], out var number) ? number : throw CannotConvert(index, "an integer");

    private TemplateException CannotConvert(int index, string expected) =>
        Error(index, $"{ParameterName(index)} of '{Function.Name}' must be {expected}, not the {Conversions.TypeName(this[index])} {Quote(index)}");

    private string ParameterName(int index)
    {
        var names = Function.Parameters.Names;
        return $"'{names[Math.Min(index, names.Length - 1)]}'";
    }
}
