using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <content>Templates that run other templates.</content>
internal sealed partial class Interpreter
{
    private const string Extension = ".sbn";

    private List<string>? _including;

    /// <summary>Runs a text as script (the value of its last statement) or as template (its output), in the scopes of the caller.</summary>
    public Value Evaluate(Value text, Expression site, bool asTemplate)
    {
        const string Origin = "evaluated text";
        var characters = Print(text).RevealText();
        Spend((long)characters.Length * ParsingWork);
        var template = Template.Parse(SourceText.From(Origin, characters, text.IsSecret), asTemplate ? TemplateMode.Template : TemplateMode.Script);
        if (template.HasErrors)
            throw EvaluationError(template.Diagnostics[0], text, site);
        if (!TryEnterCall(site))
            throw TooDeep(site, $"an {Origin}");
        var source = _source;
        _source = template.Source;
        try
        {
            return asTemplate ? RunIntoText(template.Statements) : RunScript(template.Statements);
        }
        catch (TemplateException e) when (e.Diagnostic.At.File == Origin)
        {
            _source = source;
            throw EvaluationError(e.Diagnostic, text, site);
        }
        finally
        {
            // A limit that was reached inside is reported here: positions in the evaluated text mean nothing outside.
            (_source, _running) = (source, site);
            _depth--;
        }
    }

    /// <summary>What the evaluated text says is not quoted if it is secret.</summary>
    private TemplateException EvaluationError(Diagnostic inner, Value text, Expression site) => text.IsSecret
        ? Error(site, "the evaluated text, which is secret, has an error")
        : Error(site, $"line {inner.At.Line}, column {inner.At.Column} of the evaluated text: {inner.Message}", inner.Hint);

    private Value RunScript(StatementList script)
    {
        if (script.Statements is not [.. var before, ExpressionStatement last])
        {
            var ended = Execute(script);
            return ended == Flow.Return ? _returned : Value.Null;
        }
        var flow = Execute(new StatementList(before));
        return flow == Flow.Return ? _returned : EvaluateCalling(last.Expression);
    }

    /// <summary>What the statements print, without the indent of the caller; a value returned is printed.</summary>
    private Value RunIntoText(StatementList statements)
    {
        var outer = _output;
        using var inner = new IndentedWriter(Options.Limits.TextLength, Options.IndentOnEmptyLines);
        _output = inner;
        ExecutePage(statements);
        _output = outer;
        ReserveText(inner.Length);
        return inner.ToValue();
    }

    private Value InvokeInclude(IncludeFunction function, Expression site, ReadOnlySpan<Value> arguments, List<NamedArgument>? named)
    {
        if (function == IncludeFunction.IncludeJoin)
            return IncludeJoin(site, arguments);
        if (arguments.Length == 0)
            throw WrongNumber(site.End, 1, function.Name, 0, 1, int.MaxValue);
        return Include(arguments[0], site, FreeArguments(arguments, named), named);
    }

    private Value Include(Value name, Expression site, ScriptArray arguments, List<NamedArgument>? named)
    {
        var template = FindTemplate(name, site);
        var including = _including ??= [];
        including.Add(name.AsString());
        if (!TryEnterCall(site))
            throw TooDeep(site, string.Join(" includes ", including.Take(10).Select(static n => $"'{n}'")));
        var (caller, locals, source) = (_frame, _locals, _source);
        _frame = new(caller, isNamed: true) { Arguments = arguments };
        _locals = new();
        foreach (var argument in named ?? [])
            (_locals.Members ??= []).Set(argument.Name, argument.Value);
        _source = template.Source;
        var text = RunIntoText(template.Statements);
        (_frame, _locals, _source) = (caller, locals, source);
        _depth--;
        including.RemoveAt(including.Count - 1);
        return text;
    }

    private Template FindTemplate(Value name, Expression site)
    {
        var at = site is CallExpression call ? call.Piped ?? call.Arguments[0].Value : site;
        if (name.Kind != ValueKind.String)
            throw Error(at, $"the name of a template must be a string, not {Describe(name)}");
        var text = name.AsString();
        if (!IsTemplateName(text))
            throw Error(at, $"'{Shorten(text)}' is no name of a template", "names are relative to the templates folder, with '/', and have no empty, '.' or '..' part");
        var library = Options.Library ?? throw Error(at, $"cannot include '{text}': there are no templates to include here");
        var template = Find(library, text, at) ?? throw Error(at, $"there is no template '{text}'", Suggestions.Hint(text, NamesLike(text, library)));
        if (!template.HasErrors)
            return template;
        var first = Error(at, $"the included template '{text}' has errors").Diagnostic;
        throw new TemplateException(first with { Related = [.. template.Diagnostics.Select(static d => new RelatedPosition(d.At, d.Message))] });
    }

    private Template? Find(ITemplateLibrary library, string name, Expression at)
    {
        try
        {
            return library.Find(name) ?? (name.EndsWith(Extension, StringComparison.Ordinal) ? null : library.Find(name + Extension));
        }
        catch (FormatException e)
        {
            throw Error(at, e.Message);
        }
    }

    /// <summary>The names of all templates, without the extension if it was left out here.</summary>
    private static IEnumerable<string> NamesLike(string text, ITemplateLibrary library) => text.EndsWith(Extension, StringComparison.Ordinal)
        ? library.Names
        : library.Names.Select(static name => name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name);

    private static bool IsTemplateName(string name)
    {
        if (name.AsSpan().ContainsAny('\\', ':', '\0'))
            return false;
        foreach (var segment in name.Split('/'))
        {
            if (segment is "" or "." or "..")
                return false;
        }
        return true;
    }

    /// <summary><c>include_join names separator begin? end?</c>: renders each and joins the results.</summary>
    private Value IncludeJoin(Expression site, ReadOnlySpan<Value> arguments)
    {
        const int Most = 4;
        if (arguments.Length is < 2 or > Most)
            throw WrongNumber(site.End, 1, "include_join", arguments.Length, 2, Most);
        var names = arguments[0].As<ScriptList>() ?? throw Error(site, $"'include_join' expects a list of names, not {Describe(arguments[0])}");
        var delimiters = arguments[1..].ToArray();
        using var buffer = new TextBuffer(Options.Limits.TextLength);
        AppendDelimiter(buffer, delimiters.ElementAtOrDefault(1), site);
        var isFirst = true;
        foreach (var name in Walk(names))
        {
            if (!isFirst)
                AppendDelimiter(buffer, delimiters[0], site);
            isFirst = false;
            ValuePrinter.Append(buffer, Include(name, site, new([name]), named: null), DateFormat);
        }
        AppendDelimiter(buffer, delimiters.ElementAtOrDefault(2), site);
        ReserveText(buffer.Length);
        return buffer.ToValue();
    }

    /// <summary>A delimiter is a text, or with <c>tpl:</c> the name of a template.</summary>
    private void AppendDelimiter(TextBuffer buffer, Value delimiter, Expression site)
    {
        const string Prefix = "tpl:";
        if (delimiter.Kind == ValueKind.String && delimiter.AsString().StartsWith(Prefix, StringComparison.Ordinal))
        {
            var name = Value.From(delimiter.AsString()[Prefix.Length..]);
            delimiter = Include(name, site, new([name]), named: null);
        }
        ValuePrinter.Append(buffer, delimiter, DateFormat);
    }
}
