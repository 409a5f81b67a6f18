using System.Text;
using Converge.Language.Values;

namespace Converge.Resources.Firewall;

public enum FirewallAction
{
    Allow,
    Deny,
    Reject,

    /// <summary>Allow, but not six connections of one address within 30 seconds.</summary>
    Limit,
}

public enum FirewallDirection
{
    In,
    Out,
}

public enum FirewallLog
{
    None,

    /// <summary><c>log</c>: new connections.</summary>
    Connections,

    /// <summary><c>log-all</c>: every packet.</summary>
    Packets,
}

public enum FirewallFamily
{
    Both,
    V4,
    V6,
}

/// <summary>One end of a connection.</summary>
/// <param name="Network">Null for any address.</param>
/// <param name="Ports">As <see cref="FirewallPorts"/> writes them; null for any port.</param>
/// <param name="App">A profile of ufw, which stands for ports and protocols.</param>
public sealed record FirewallEnd(IpNetwork? Network = null, string? Ports = null, string? App = null)
{
    public static FirewallEnd Any { get; } = new();
}

/// <summary>
/// A rule of ufw, in one form for all the ways to write it: rules that mean the same are equal. A rule of both families
/// is two rules to the kernel.
/// </summary>
public sealed record FirewallRule(FirewallAction Action)
{
    /// <summary>The protocol that stands for all.</summary>
    public const string AnyProtocol = "any";

    /// <summary>Whether it is for packets that the machine passes on.</summary>
    public bool IsRoute { get; init; }

    /// <summary>Of a rule that is no route.</summary>
    public FirewallDirection Direction { get; init; }

    public FirewallLog Log { get; init; }

    public string? InInterface { get; init; }

    public string? OutInterface { get; init; }

    public string Protocol { get; init; } = AnyProtocol;

    public FirewallEnd From { get; init; } = FirewallEnd.Any;

    public FirewallEnd To { get; init; } = FirewallEnd.Any;

    public FirewallFamily Family { get; init; }

    public string? Comment { get; init; }

    /// <summary>Without what does not decide about packets.</summary>
    public FirewallRule WithoutComment => Comment is null ? this : this with { Comment = null };

    /// <summary>Reads a rule in ufw's words; null if it is none, or one that ufw would refuse.</summary>
    public static FirewallRule? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FirewallParser.Parse(text, mayBeLabel: false, out _)?.Finish(out _);
    }

    /// <summary>In ufw's words, as short as they can be; <see cref="Parse"/> reads them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(IsRoute ? "route " : "").Append(Name(Action));
        if (InInterface is not null)
            text.Append($" in on {InInterface}");
        if (OutInterface is not null)
            text.Append($" out on {OutInterface}");
        else if (Direction == FirewallDirection.Out && !IsRoute)
            text.Append(" out");
        text.Append(Log switch { FirewallLog.Connections => " log", FirewallLog.Packets => " log-all", _ => "" });
        if (IsSimple)
            text.Append(To.App is null ? $" {To.Ports}{(Protocol == AnyProtocol ? "" : $"/{Protocol}")}" : $" {FirewallWords.Quote(To.App)}");
        else
            AppendEnds(text);
        if (Comment is not null)
            text.Append($" comment '{Comment}'");
        return text.ToString();
    }

    private bool IsSimple =>
        From == FirewallEnd.Any && To.Network is null && (To.Ports ?? To.App) is not null && InInterface is null && OutInterface is null
        && Family == FirewallFamily.Both;

    // What the addresses and the protocol do not tell.
    private string Anywhere => FirewallProtocols.IsV4Only(Protocol) || From.Network is not null || To.Network is not null
        ? "any"
        : Family switch { FirewallFamily.V4 => "0.0.0.0/0", FirewallFamily.V6 => "::/0", _ => "any" };

    public static string Name(FirewallAction action) => action switch
    {
        FirewallAction.Allow => "allow",
        FirewallAction.Deny => "deny",
        FirewallAction.Reject => "reject",
        _ => "limit",
    };

    private void AppendEnds(StringBuilder text)
    {
        var length = text.Length;
        AppendEnd(text, "from", From, Anywhere);
        AppendEnd(text, "to", To, "any");
        if (text.Length == length && InInterface is null && OutInterface is null)
            text.Append(" to any");
        if (Protocol != AnyProtocol)
            text.Append($" proto {Protocol}");
    }

    private static void AppendEnd(StringBuilder text, string name, FirewallEnd end, string anywhere)
    {
        if (end == FirewallEnd.Any && anywhere == "any")
            return;
        text.Append($" {name} {(end.Network is { } network ? FirewallAddress.Print(network) : anywhere)}");
        if (end.App is not null)
            text.Append($" app {FirewallWords.Quote(end.App)}");
        else if (end.Ports is not null)
            text.Append($" port {end.Ports}");
    }
}
