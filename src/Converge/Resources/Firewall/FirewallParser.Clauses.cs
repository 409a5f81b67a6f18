using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Firewall;

internal sealed partial class FirewallParser
{
    private bool ReadClause()
    {
        var (keyword, part) = _words[_next++];
        if (Array.IndexOf(Clauses, keyword) < 0)
        {
            _next--;
            return FailWord();
        }
        if (keyword != "log" && keyword != "log-all" && !_draft.Seen.Add(keyword))
            return Fail(part, $"'{keyword}' stands here a second time");
        if (keyword is "in" or "out")
            return ReadInterface(keyword, part);
        if (keyword is "log" or "log-all")
        {
            _draft.Log = keyword == "log" ? FirewallLog.Connections : FirewallLog.Packets;
            return true;
        }
        if (IsAtEnd)
            return Fail(part, $"nothing stands behind '{keyword}'");
        var (value, where) = _words[_next++];
        return keyword == "proto" ? ReadProtocol(value, where) : ReadEnd(keyword, value, where);
    }

    private bool ReadInterface(string keyword, Range part)
    {
        if (IsAtEnd || Word != "on")
        {
            if (_draft.IsRoute)
                return Fail(part, $"'{keyword}' of a route needs an interface: {keyword} on eth0");
            _draft.Direction = keyword == "in" ? FirewallDirection.In : FirewallDirection.Out;
            return true;
        }
        _next++;
        if (IsAtEnd)
            return Fail(part, "nothing stands behind 'on': it must be the name of an interface");
        var (name, where) = _words[_next++];
        if (Types.InterfaceNames.WhyNot(name) is { } why)
            return Fail(where, why);
        if (keyword == "in")
            _draft.InInterface = name;
        else
            _draft.OutInterface = name;
        return true;
    }

    private bool ReadProtocol(string text, Range part)
    {
        if (text != FirewallRule.AnyProtocol && Array.IndexOf(FirewallProtocols.All, text) < 0)
            return Fail(
                part,
                $"'{text}' is no protocol: it must be {Types.Words.OneOf([.. FirewallProtocols.All, FirewallRule.AnyProtocol])}",
                Suggestions.Hint(text, FirewallProtocols.All));
        _draft.Protocol = text;
        return true;
    }

    private bool ReadEnd(string keyword, string address, Range part)
    {
        var network = default(IpNetwork);
        if (address != "any" && !IpNetwork.TryParseAny(address, out network))
            return Fail(part, $"'{address}' is no address: it must be an address, a network such as 10.0.0.0/8, or 'any'");
        var isTo = keyword == "to";
        _draft.SetNetwork(isTo, address == "any" ? null : network);
        if (IsAtEnd || Word is not ("port" or "app"))
            return true;
        var kind = _words[_next++];
        if (IsAtEnd)
            return Fail(kind.Part, $"nothing stands behind '{kind.Text}'");
        var (value, where) = _words[_next++];
        if (kind.Text == "port")
            return ReadPorts(value, where, isTo);
        if (isTo)
            _draft.To = _draft.To with { App = value };
        else
            _draft.From = _draft.From with { App = value };
        return value.Length > 0 || Fail(where, "the name of the profile is empty");
    }
}
