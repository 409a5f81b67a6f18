using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources.Firewall;

namespace Converge.Resources.Types;

/// <summary>Names of network interfaces.</summary>
internal static class InterfaceNames
{
    private const int Longest = 15;

    public static PropertyType Type { get; } = new ParsedType("the name of an interface", Read) { Pattern = "^[A-Za-z0-9_.+,=%@-]{1,15}$" };

    /// <summary>What is wrong with a name; null if nothing is.</summary>
    public static string? WhyNot(string name) => name switch
    {
        "" => "the name of the interface is empty",
        "." or ".." => $"'{name}' is no name of an interface",
        _ when name.Length > Longest => $"{Written.Quote(name)} is too long: the name of an interface has at most {Longest} characters",
        _ when name.Contains(':', StringComparison.Ordinal) => $"'{name}' is an alias: ufw knows interfaces only",
        _ => name.All(static c => char.IsAsciiLetterOrDigit(c) || "_-.+,=%@".Contains(c, StringComparison.Ordinal))
            ? null
            : $"'{name}' is no name of an interface",
    };

    private static string? Read(Written written) => WhyNot(written.Text) is { } why ? written.Fail(why) : written.Text;
}

/// <summary>Addresses and networks.</summary>
internal static class AddressText
{
    private const string Expected = "an address, or a network such as 10.0.0.0/8";

    /// <summary>As ufw takes it.</summary>
    public static PropertyType AddressOrAny { get; } =
        new ParsedType($"{Expected}, or 'any'", static w => w.Text == "any" ? w.Text : ReadNetwork(w, $"{Expected}, or 'any'"));

    public static PropertyType Address { get; } = new ParsedType("an address", ReadAddress);

    public static string? ReadNetwork(Written written, string expected)
    {
        if (IpNetwork.TryParseAny(written.Text, out var network))
            return FirewallAddress.Print(network);
        var hint = written.Text.Equals("any", StringComparison.OrdinalIgnoreCase) ? "write 'any'" : Hint(written.Text);
        return written.Refuse("address", expected, hint);
    }

    private static string? ReadAddress(Written written)
    {
        if (IpAddress.TryParse(written.Text, out var address))
            return address.ToString();
        return written.Refuse(
            "address",
            "an IPv4 or IPv6 address",
            IpNetwork.TryParse(written.Text, out _) ? "this is a network" : Hint(written.Text));
    }

    private static string? Hint(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && !text.Contains(':', StringComparison.Ordinal)
            ? "names are not looked up: write the address"
            : null;
}

/// <summary>Ports as ufw takes them; a list of ports and ranges is one text in its canonical form.</summary>
internal sealed class PortsType : PropertyType
{
    private PortsType()
    {
    }

    public static PropertyType Instance { get; } = new PortsType();

    public override string Description => $"{FirewallPorts.Form}, or 'any'";

    public override ScriptObject JsonSchema
    {
        get
        {
            var list = JsonSchemas.OfType("array");
            list.Set("items", Value.From(JsonSchemas.Text(orNumber: true)));
            return JsonSchemas.AnyOf(JsonSchemas.Text(orNumber: true), list);
        }
    }

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.As<ScriptList>() is { } list)
            return ReadList(list, place, diagnostics);
        return value.IsInteger || value.Kind == ValueKind.String
            ? ReadText(value.ToString(), place, diagnostics)
            : Refuse(value, place, diagnostics);
    }

    private Value? ReadList(ScriptList list, Place place, DiagnosticBag diagnostics)
    {
        const int Most = 100;
        var ports = new List<string>();
        foreach (var item in list.Take(Most))
        {
            var where = place.Item(ports.Count);
            var isPort = item.IsInteger || item.Kind == ValueKind.String;
            if ((isPort ? ReadText(item.ToString(), where, diagnostics) : Refuse(item, where, diagnostics)) is not { } read)
                return null;
            if (read.AsString() == "any" || !char.IsAsciiDigit(read.AsString()[0]))
                return Refuse(item, where, diagnostics);
            ports.Add(read.AsString());
        }
        return ReadText(string.Join(',', ports), place, diagnostics);
    }

    private static Value? ReadText(string text, Place place, DiagnosticBag diagnostics)
    {
        if (text == "any" || FirewallServices.TryFind(text, out _))
            return Value.From(text);
        if (FirewallPorts.Read(text, out var error) is { } ports)
            return Value.From(ports);
        var hint = error!.Hint ?? Suggestions.Hint(text, FirewallServices.Names);
        new Written(text, place, diagnostics).Fail(error.Part, error.Message, hint);
        return null;
    }
}
