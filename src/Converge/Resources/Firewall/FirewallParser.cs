using Converge.Language.Text;

namespace Converge.Resources.Firewall;

/// <summary>
/// Reads a rule in ufw's words. Words that are no rule are a label, where properties tell what the rule is about:
/// <c>allow office</c>.
/// </summary>
internal sealed partial class FirewallParser
{
    private static readonly string[] Actions = ["allow", "deny", "reject", "limit"];
    private static readonly string[] Clauses = ["in", "out", "log", "log-all", "proto", "from", "to", "comment"];

    private readonly List<FirewallWord> _words;
    private readonly FirewallDraft _draft = new();
    private readonly bool _mayBeLabel;
    private int _next;
    private FirewallError? _error;

    private FirewallParser(List<FirewallWord> words, bool mayBeLabel)
    {
        _words = words;
        _mayBeLabel = mayBeLabel;
    }

    private bool IsAtEnd => _next == _words.Count;

    private string FollowsAddress => $"'{Word}' follows an address: to any {Word} ...";

    private string Word => _words[_next].Text;

    public static FirewallDraft? Parse(string text, bool mayBeLabel, out FirewallError? error)
    {
        if (FirewallWords.Split(text, out error) is not { } words)
            return null;
        var parser = new FirewallParser(words, mayBeLabel);
        var isRule = parser.ReadVerb() && parser.ReadRest();
        error = parser._error;
        return isRule ? parser._draft : null;
    }

    /// <summary>Whether words begin a clause of ufw's grammar, or are ports.</summary>
    private static bool IsGrammar(string word) =>
        Array.IndexOf(Clauses, word) >= 0 || word.Contains('/', StringComparison.Ordinal) || FirewallPorts.LooksLike(word);

    private bool ReadVerb()
    {
        if (!IsAtEnd && Word == "route")
        {
            _draft.IsRoute = true;
            _next++;
        }
        if (IsAtEnd)
            return Fail(.., $"the rule is empty: it must begin with {Types.Words.OneOf(Actions)}");
        var action = Array.IndexOf(Actions, Word);
        if (action < 0)
            return FailVerb();
        _draft.Action = (FirewallAction)action;
        _next++;
        return true;
    }

    private bool FailVerb()
    {
        var hint = Word switch
        {
            "delete" => "write the rule with 'absent: true'; 'purge' of 'firewall_policy' removes all that no recipe declares",
            "insert" or "prepend" => "rules stand in the order of the recipe; 'before' puts one before another",
            "default" or "logging" or "enable" or "disable" => "this is a property of 'firewall_policy'",
            _ when Array.Exists(Actions, verb => verb.Equals(Word, StringComparison.OrdinalIgnoreCase)) => $"write '{Word.ToLowerInvariant()}'",
            _ => Suggestions.Hint(Word.ToLowerInvariant(), Actions),
        };
        return Fail(_words[_next].Part, $"'{Word}' cannot begin a rule: it must be {Types.Words.OneOf(Actions)}", hint);
    }

    private bool ReadRest()
    {
        var verb = _words[_next - 1].Text;
        TakeComment();
        while (!IsAtEnd && Word is "in" or "out" or "log" or "log-all")
        {
            if (!ReadClause())
                return false;
        }
        if (IsAtEnd)
            return _draft.InInterface is not null || _draft.OutInterface is not null
                || Fail(.., $"nothing stands behind '{verb}': it must be a port, such as 22/tcp, 'from' or 'to'");
        if (!IsGrammar(Word))
            return ReadName();
        if (Array.IndexOf(Clauses, Word) < 0)
            return ReadPorts() && (IsAtEnd || FailWord());
        while (!IsAtEnd)
        {
            if (!ReadClause())
                return false;
        }
        return true;
    }

    // It may stand in any place, and it may look like a rule itself.
    private void TakeComment()
    {
        var at = _words.FindIndex(_next, static w => w.Text == "comment");
        if (at < 0 || at + 1 == _words.Count)
            return;
        _draft.Comment = _words[at + 1].Text.Length == 0 ? null : _words[at + 1].Text;
        _draft.CommentPart = _words[at + 1].Part;
        _words.RemoveRange(at, 2);
    }

    private bool ReadName()
    {
        if (!_mayBeLabel && _words.Count - _next > 1)
        {
            return Fail(
                _words[_next].Part,
                $"'{Word}' is no word of a rule: it must be a port, {Types.Words.OneOf(Clauses[4..7])}",
                NameHint());
        }
        if (_mayBeLabel)
            _draft.IsLabelled = true;
        else
            _draft.Name = _words[_next];
        _next = _words.Count;
        return true;
    }

    private string NameHint()
    {
        if (Word is "port" or "app")
            return FollowsAddress;
        var label = string.Join(' ', _words.Skip(_next).Select(static w => w.Text));
        return Suggestions.Hint(Word, Clauses) ?? $"'{label}' is a label where 'to_port' tells the port; 'to_port: any' stands for all of them";
    }

    /// <summary><c>22</c>, <c>80,443/tcp</c>, <c>ssh/tcp</c></summary>
    private bool ReadPorts()
    {
        var (text, part) = _words[_next++];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var ports = slash < 0 ? text : text[..slash];
        if (slash >= 0 && !ReadProtocol(text[(slash + 1)..], (part.Start.Value + slash + 1)..part.End.Value))
            return false;
        return ReadPorts(ports, part.Start.Value..(part.Start.Value + ports.Length), isTo: true);
    }

    private bool ReadPorts(string text, Range part, bool isTo)
    {
        var ports = text;
        FirewallError? error = null;
        if (text == "any")
            ports = null;
        else if (FirewallServices.TryFind(text, out var service))
            ports = _draft.AddService(text, service);
        else if (FirewallPorts.LooksLike(text) || text.Length == 0)
            ports = FirewallPorts.Read(text, out error);
        else
            error = new(.., $"'{text}' is no port and no service that is known here", Suggestions.Hint(text, FirewallServices.Names));
        if (error is not null)
        {
            var (start, length) = error.Part.GetOffsetAndLength(text.Length);
            return Fail((part.Start.Value + start)..(part.Start.Value + start + length), error.Message, error.Hint);
        }
        if (isTo)
            _draft.To = _draft.To with { Ports = ports };
        else
            _draft.From = _draft.From with { Ports = ports };
        return true;
    }

    private bool FailWord() => Fail(
        _words[_next].Part,
        $"'{Word}' cannot stand here: it must be {Types.Words.OneOf(Clauses)}",
        Word is "port" or "app" ? FollowsAddress : Suggestions.Hint(Word, Clauses));

    private bool Fail(Range part, string message, string? hint = null)
    {
        _error ??= new(part, message, hint);
        return false;
    }
}
