using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>firewall_policy</c></summary>
public sealed class FirewallPolicyResource : IResourceType
{
    public string Name => "firewall_policy";

    public ImmutableArray<string> Compared { get; } = ["enabled", "incoming", "outgoing", "routed", "logging"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var firewall = context.Machine.Firewall;
        if (firewall.WhyAbsent is not null)
            return new(Finding.Absent with { Lacks = new("package", "ufw") });
        var state = firewall.State;
        return new(Finding.Of(
            ("enabled", Value.From(state.Enabled)),
            ("incoming", Value.From(state.Incoming)),
            ("outgoing", Value.From(state.Outgoing)),
            ("routed", Value.From(state.Routed)),
            ("logging", Value.From(state.Logging))));
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) =>
    [
        new SetFirewallState(new FirewallState(
            Wanted("enabled", desired, found) == Value.True,
            Wanted("incoming", desired, found).ToString(),
            Wanted("outgoing", desired, found).ToString(),
            Wanted("routed", desired, found).ToString(),
            Wanted("logging", desired, found).ToString())),
    ];

    private static Value Wanted(string property, CatalogResource desired, Finding found) =>
        desired[property] is { IsNull: false } value ? value : found.Properties[property];
}
