using Converge.Language.Templates.Runtime;
using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates;

/// <summary>A parsed template: parse once, render many times, from any number of threads.</summary>
public sealed class Template
{
    private TemplateReferences? _references;

    private Template(SourceText source, StatementList statements, IReadOnlyList<Diagnostic> diagnostics)
    {
        Source = source;
        Statements = statements;
        Diagnostics = diagnostics;
    }

    public SourceText Source { get; }

    /// <summary>What is wrong with it, in the order of the source. A template with errors is not rendered.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public bool HasErrors => Diagnostics.Count > 0;

    /// <summary>Whether what it gives is a value of any kind, and not always a text.</summary>
    public bool IsExpression => SingleExpression is not null;

    internal StatementList Statements { get; }

    /// <summary>The expression of which the template consists, if it does: one code block with one expression and no marks.</summary>
    internal Expression? SingleExpression { get; private init; }

    /// <summary>What it takes from outside; looked for once, since it is asked for every node that uses the template.</summary>
    public TemplateReferences FindReferences() => _references ??= new ReferenceFinder(Source).Find(Statements);

    /// <param name="localsOnly">Whether assigning to anything but locals (<c>$x</c>) is an error, as in recipes.</param>
    public static Template Parse(SourceText source, TemplateMode mode = TemplateMode.Template, bool localsOnly = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var statements = Parser.ParseStatements(source, mode, localsOnly, diagnostics);
        return new(source, statements, diagnostics.Count == 0 ? [] : diagnostics.Sorted())
        {
            SingleExpression = FindSingleExpression(source.Text, mode, statements),
        };
    }

    /// <summary>The text that the template gives, or the error that ended the render; a render that fails yields no output.</summary>
    public RenderResult Render(RenderOptions options) => Run(options, (interpreter, _) => interpreter.Render(Statements));

    /// <summary>As <see cref="Render"/>, but what is a single expression keeps the type of its value.</summary>
    public RenderResult Evaluate(RenderOptions options) => SingleExpression is null
        ? Render(options)
        : Run(options, static (interpreter, expression) => interpreter.EvaluateSingle(expression!));

    private RenderResult Run(RenderOptions options, Func<Interpreter, Expression?, Value> run)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (HasErrors)
            return new(Value.Null, Diagnostics[0], []);
        using var interpreter = new Interpreter(options, Source);
        try
        {
            return new(run(interpreter, SingleExpression), Error: null, interpreter.Searches);
        }
        catch (TemplateException e)
        {
            return new(Value.Null, e.Diagnostic, []);
        }
    }

    private static Expression? FindSingleExpression(string text, TemplateMode mode, StatementList statements)
    {
        if (statements.Statements is not [ExpressionStatement { Expression: var expression }])
            return null;
        if (mode != TemplateMode.Template)
            return expression;
        var isOneBlock = text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)
            && text.Length > 4 && text[2] is not ('-' or '~') && text[^3] is not ('-' or '~')
            && expression.End <= text.Length - 2
            && !text.AsSpan(2, expression.Start - 2).Contains("}}", StringComparison.Ordinal)
            && !text.AsSpan()[expression.End..^2].Contains("}}", StringComparison.Ordinal);
        return isOneBlock ? expression : null;
    }
}

/// <param name="Output">The text, a string or a secret; of <see cref="Template.Evaluate"/> any value.</param>
/// <param name="Searches">The searches that the output depends on.</param>
public sealed record RenderResult(Value Output, Diagnostic? Error, IReadOnlyList<SearchDependency> Searches)
{
    public bool Succeeded => Error is null;
}
