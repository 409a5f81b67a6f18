using Converge.Language.Values;
using Converge.Resources.Firewall;
using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>
/// Makes one rule of the title and the properties. In the catalog it has a single property <c>rule</c>, in ufw's words,
/// so that equal rules are equal however they were written; besides that, what does not make the rule.
/// </summary>
internal sealed class FirewallCompletion
{
    private readonly ResourceCheck _check;
    private readonly FirewallDraft _draft;
    private bool _isWrong;

    private FirewallCompletion(ResourceCheck check, FirewallDraft draft)
    {
        _check = check;
        _draft = draft;
    }

    public static Completion? Complete(ResourceCheck check)
    {
        var title = check.Title.AsString();
        var written = new Written(title, check.Where(""), check.Diagnostics);
        var mayBeLabel = check.Has("to_port") || check.Has("app");
        if (FirewallParser.Parse(title, mayBeLabel, out var error) is not { } draft)
        {
            written.Fail(error!.Part, error.Message, error.Hint);
            return null;
        }
        var completion = new FirewallCompletion(check, draft);
        completion.CheckName();
        completion.Add();
        if (completion._isWrong)
            return null;
        if (draft.Finish(out error) is { } rule)
            return completion.Of(rule, title);
        written.Fail(error!.Message, error.Hint);
        return null;
    }

    private Completion Of(FirewallRule rule, string title)
    {
        var properties = new ScriptObject { { "rule", Value.From(rule.ToString()) } };
        foreach (var name in new[] { "before", "absent", "force" })
        {
            if (_check.Properties.TryGet(name, out var value))
                properties.Set(name, value);
        }
        return new(_draft.IsLabelled ? title : rule.WithoutComment.ToString(), properties);
    }

    // 'allow office' beside 'from' could mean all ports, or those of a profile: a guess would open too much.
    private void CheckName()
    {
        if (_draft.Name is not { } name || FirewallServices.TryFind(name.Text, out _))
            return;
        var isAlone = true;
        foreach (var (property, _) in _check.Properties)
            isAlone &= property is "comment" or "before" or "log" or "absent" or "force";
        if (!isAlone)
            Fail(
                "",
                $"'{name.Text}' is no service that is known here",
                $"it is a label beside 'to_port', which may be 'any', and a profile of ufw is told by 'app: {name.Text}'");
    }

    private void Add()
    {
        AddEnd("from", isTo: false);
        AddEnd("to", isTo: true);
        AddPorts("from_port", isTo: false);
        AddPorts("to_port", isTo: true);
        if (Text("app") is { } app && IsOpen("app", _draft.Name?.Text ?? _draft.To.App ?? _draft.To.Ports))
            _draft.To = _draft.To with { App = app };
        if (Text("proto") is { } protocol && IsOpen("proto", _draft.Protocol))
            _draft.Protocol = protocol;
        if (Text("comment") is { } comment && IsOpen("comment", _draft.Comment))
            _draft.Comment = comment;
        if (Text("log") is { } log && IsOpen("log", _draft.Log == FirewallLog.None ? null : "log"))
            _draft.Log = log == "packets" ? FirewallLog.Packets : FirewallLog.Connections;
        _draft.IsRoute |= _check.IsTrue("route");
        AddSide("in", FirewallDirection.In);
        AddSide("out", FirewallDirection.Out);
        AddInterface();
    }

    private void AddEnd(string property, bool isTo)
    {
        var told = isTo ? _draft.To : _draft.From;
        var print = told.Network is { } network ? FirewallAddress.Print(network) : "any";
        if (Text(property) is { } address && IsOpen(property, _draft.Seen.Contains(property) ? print : null))
            _draft.SetNetwork(isTo, IpNetwork.TryParseAny(address, out var given) ? given : null);
    }

    private void AddPorts(string property, bool isTo)
    {
        var end = isTo ? _draft.To : _draft.From;
        if (Text(property) is not { } ports || !IsOpen(property, end.Ports ?? end.App))
            return;
        if (FirewallServices.TryFind(ports, out var service))
            ports = _draft.AddService(ports, service);
        end = end with { Ports = ports == "any" ? null : ports };
        if (isTo)
            _draft.To = end;
        else
            _draft.From = end;
    }

    private void AddSide(string property, FirewallDirection direction)
    {
        if (!_check.Has(property))
            return;
        var value = _check.Properties[property];
        if (value.Kind == ValueKind.String)
        {
            if (!IsOpen(property, direction == FirewallDirection.In ? _draft.InInterface : _draft.OutInterface))
                return;
            if (direction == FirewallDirection.In)
                _draft.InInterface = value.AsString();
            else
                _draft.OutInterface = value.AsString();
        }
        else if (value.IsTrue && _draft.IsRoute)
            Fail(property, $"'{property}' of a route must be the name of an interface");
        else if (value.IsTrue && _draft.Direction is { } other && other != direction)
            Fail(property, $"'{property}' is not the direction of the rule");
        else if (value.IsTrue)
            _draft.Direction = direction;
    }

    private void AddInterface()
    {
        if (Text("interface") is not { } name)
            return;
        if (_draft.IsRoute)
            Fail("interface", "a route has two interfaces", "write 'in' or 'out'");
        else if (IsOpen("interface", _draft.InInterface ?? _draft.OutInterface) && _draft.Direction == FirewallDirection.Out)
            _draft.OutInterface = name;
        else
            _draft.InInterface ??= name;
    }

    private string? Text(string property) => _check.Has(property) ? _check.Properties[property].AsString() : null;

    private bool IsOpen(string property, string? told)
    {
        if (told is not null)
            Fail(property, $"'{property}' is told already: {told}", "leave one of them out");
        return told is null;
    }

    private void Fail(string property, string message, string? hint = null)
    {
        _check.Fail(property, message, hint);
        _isWrong = true;
    }
}
