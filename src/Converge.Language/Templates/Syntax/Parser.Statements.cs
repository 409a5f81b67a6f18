namespace Converge.Language.Templates.Syntax;

/// <content>Statement lists, simple statements, recovery.</content>
internal sealed partial class Parser
{
    /// <summary>
    /// Parses statements up to a word that ends the list (<c>end else when</c>), which is left for the caller, or on a page
    /// up to the end of the source.
    /// </summary>
    private StatementList ParseUntil(bool isPage = false)
    {
        var (ignored, conditionals) = (_newLinesIgnored, _conditionals);
        (_newLinesIgnored, _conditionals) = (0, 0);
        var statements = new NodeList<Statement>();
        BlockIndent? enters = null;
        while (Kind != TokenKind.End)
        {
            if (Kind == TokenKind.CodeEnter)
                enters = IndentOf(_tokens[_next++].Start);
            else if (Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.CodeExit)
                _next++;
            else if (!isPage && IsListEnd())
                break;
            else if (ParseOrRecover(isPage) is { } statement)
            {
                if (statement.Kind != StatementKind.Text)
                    (statement.Enters, enters) = (enters, null);
                statements.Add(statement);
            }
            else if (_diagnostics.Count >= MostErrors)
            {
                while (Kind != TokenKind.End)
                    _next++;
            }
        }
        (_newLinesIgnored, _conditionals) = (ignored, conditionals);
        return statements.Count == 0 ? StatementList.Empty : new(statements.ToArray());
    }

    /// <summary>The whitespace before this <c>{{</c> if it starts a line and is still in the text.</summary>
    private BlockIndent IndentOf(int open)
    {
        var before = _next >= 2 ? _tokens[_next - 2] : default;
        if (before.Kind != TokenKind.Text || before.End != open)
            return BlockIndent.None;
        var start = open;
        while (start > before.Start && _text[start - 1] is ' ' or '\t')
            start--;
        var startsLine = start == 0 || _text[start - 1] is '\n' or '\r';
        return startsLine && start < open ? new BlockIndent(_text[start..open]) : BlockIndent.None;
    }

    private bool IsListEnd() => IsWord("end") || IsWord("else") || IsWord("when");

    private Statement? ParseOrRecover(bool isPage)
    {
        if (Kind == TokenKind.Text)
        {
            var text = Advance();
            return new TextStatement { Start = text.Start, End = text.End };
        }
        var (depth, openBlocks) = (_depth, _openBlocks);
        try
        {
            Enter();
            if (isPage && IsListEnd())
                throw MisplacedListEnd();
            var statement = ParseStatement();
            ExpectStatementEnd();
            _depth = depth;
            return statement;
        }
        catch (SyntaxException)
        {
            (_depth, _newLinesIgnored, _conditionals, _piped, _isLoopSource) = (depth, 0, 0, null, false);
        }
        var unclosed = _openBlocks - openBlocks;
        _openBlocks = openBlocks;
        SkipStatement();
        while (unclosed-- > 0)
            SkipBlock();
        return null;
    }

    private void SkipStatement()
    {
        while (!IsStatementEnd())
            _next++;
    }

    /// <summary>The rest of a block that could not be parsed: errors in its body are worth showing, and its <c>end</c> is none.</summary>
    private void SkipBlock()
    {
        if (_depth >= DeepestNesting)
            return;
        _depth++;
        var isEnd = false;
        while (!isEnd && Kind != TokenKind.End)
        {
            ParseUntil();
            isEnd = IsWord("end");
            SkipStatement();
        }
        _depth--;
    }

    private SyntaxException MisplacedListEnd()
    {
        var word = Slice(Advance()).ToString();
        _next--;
        var error = word switch
        {
            "else" => Unexpected("an 'else' must follow an 'if', 'else if', 'when' or 'for'"),
            "when" => Unexpected("a 'when' must be inside a 'case'"),
            _ => Unexpected("unexpected 'end': no block is open here"),
        };
        _next++;
        return error;
    }

    private bool IsStatementEnd() =>
        Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.CodeExit or TokenKind.CodeEnter or TokenKind.Text or TokenKind.End;

    private void ExpectStatementEnd()
    {
        if (!IsStatementEnd())
            throw Unexpected($"unexpected {DescribeCurrent()}: expected the end of the line or ';'");
    }

    private Statement ParseStatement()
    {
        if (Kind == TokenKind.Identifier && ParseKeyword() is { } statement)
            return statement;
        if (Kind == TokenKind.Local && Current.End - Current.Start == 2 && _text[Current.Start + 1] == '$' && IsAlone())
        {
            var body = Advance();
            return new WrappedBodyStatement { Start = body.Start, End = body.End };
        }
        return ParseExpressionStatement();
    }

    private bool IsAlone() => PeekKind() is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.CodeExit or TokenKind.End;

    public static bool IsKeyword(string word) => word is "if" or "for" or "tablerow" or "while" or "case" or "func" or "capture" or "with"
        or "wrap" or "import" or "readonly" or "ret" or "break" or "continue" or "end" or "else" or "when";

    /// <summary>A keyword is one only where a statement begins; <c>for.index</c> and its kin begin an expression.</summary>
    private Statement? ParseKeyword()
    {
        var word = Slice(Current);
        if (word is "for" or "while" or "tablerow" && PeekKind() == TokenKind.Dot)
            return null;
        if (word is "if" or "for" or "tablerow" or "while" or "case" or "func" or "capture" or "with" or "wrap")
            _openBlocks++;
        return word switch
        {
            "if" => ParseIf(),
            "for" => ParseFor(LoopKind.For),
            "tablerow" => ParseFor(LoopKind.TableRow),
            "while" => ParseWhile(),
            "case" => ParseCase(),
            "func" => ParseFunction(),
            "capture" => ParseCapture(),
            "with" => ParseWith(),
            "wrap" => ParseWrap(),
            "import" => ParseImport(),
            "readonly" => ParseReadOnly(),
            "ret" => ParseReturn(),
            "break" => ParseJump(),
            "continue" => ParseJump(),
            "end" or "else" or "when" => throw MisplacedListEnd(),
            _ => null,
        };
    }

    private Statement ParseJump()
    {
        var word = Advance();
        return Slice(word) is "break"
            ? new BreakStatement { Start = word.Start, End = word.End }
            : new ContinueStatement { Start = word.Start, End = word.End };
    }

    private ReturnStatement ParseReturn()
    {
        var word = Advance();
        var value = IsStatementEnd() ? null : ParseExpression();
        return new(value) { Start = word.Start, End = Previous.End };
    }

    private ImportStatement ParseImport()
    {
        var word = Advance();
        RefuseGlobalWrite(word, "import");
        return new(ExpectExpression("import", "import <object>")) { Start = word.Start, End = Previous.End };
    }

    private ReadOnlyStatement ParseReadOnly()
    {
        var word = Advance();
        var name = ExpectExpression("readonly", "readonly <variable>");
        if (name is not VariableExpression and not LocalExpression)
            throw ErrorAt(name, $"expected a variable after 'readonly' instead of {Quote(name)}");
        RefuseGlobalWrite((PathExpression)name);
        return new((PathExpression)name) { Start = word.Start, End = Previous.End };
    }

    private Statement ParseExpressionStatement()
    {
        var expression = ParseExpression(allowAssignment: true);
        if (AssignmentOperator(Kind, out var operation))
            return ParseAssignment(expression, operation);
        return new ExpressionStatement(expression) { Start = expression.Start, End = expression.End };
    }

    private Statement ParseAssignment(Expression target, BinaryOperator? operation)
    {
        if (operation is null && target is CallExpression { Form: CallForm.Parenthesized, Piped: null } call)
            return ParseShortFunction(call);
        var path = ExpectTarget(target);
        var assign = Advance();
        var value = ExpectExpression("an assignment", "<target> = <value>");
        if (operation is { } binary)
            value = new BinaryExpression(binary, path, value) { Start = target.Start, End = value.End, OperatorStart = assign.Start };
        return new AssignmentStatement(path, value) { Start = target.Start, End = value.End };
    }

    /// <summary>A variable, member or indexer; parentheses around it do not matter.</summary>
    private PathExpression ExpectTarget(Expression target)
    {
        var inner = target;
        while (inner is ParenthesisExpression parenthesis)
            inner = parenthesis.Inner;
        if (inner is not PathExpression path || inner is ArgumentsExpression or ThisExpression or LoopStateExpression)
            throw ErrorAt(inner, $"cannot assign to {Quote(inner)}", "the target of an assignment is a variable, a member or an indexer");
        RefuseGlobalWrite(path);
        return path;
    }

    private void RefuseGlobalWrite(PathExpression target)
    {
        if (_localsOnly && target is not LocalExpression)
            Report(target.Start, target.End - target.Start, "an expression in a recipe may only assign to a local variable", "locals begin with '$'");
    }

    private void RefuseGlobalWrite(Token at, string what)
    {
        if (_localsOnly)
            Report(at.Start, at.End - at.Start, $"'{what}' cannot be used in a recipe: it would write to shared names");
    }

    private static bool AssignmentOperator(TokenKind kind, out BinaryOperator? operation)
    {
        operation = kind switch
        {
            TokenKind.PlusEqual => BinaryOperator.Add,
            TokenKind.MinusEqual => BinaryOperator.Subtract,
            TokenKind.StarEqual => BinaryOperator.Multiply,
            TokenKind.SlashEqual => BinaryOperator.Divide,
            TokenKind.SlashSlashEqual => BinaryOperator.DivideInteger,
            TokenKind.PercentEqual => BinaryOperator.Modulo,
            _ => null,
        };
        return operation is not null || kind == TokenKind.Equal;
    }

    /// <summary>An expression that the statement needs; <paramref name="form"/> says how it is written.</summary>
    private Expression ExpectExpression(string statement, string form)
    {
        if (!StartsExpression(Kind))
            throw Unexpected($"expected an expression for {statement} instead of {DescribeCurrent()}", $"it is written: {form}");
        return ParseExpression();
    }
}
