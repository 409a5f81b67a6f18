using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.Resources.Rabbit;

/// <summary><c>rabbitmq_vhost</c></summary>
public sealed class RabbitVhostResource : IResourceType
{
    public string Name => "rabbitmq_vhost";

    public ImmutableArray<string> Compared { get; } = [];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var rabbit = context.Machine.Rabbit;
        if (rabbit.Lacks is { } lacks)
            return new(Finding.Absent with { Lacks = lacks });
        return new(rabbit.Broker.Vhosts.Contains(desired.Id.Title) ? Finding.Of() : Finding.Absent);
    }

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes) =>
        [Comparison.WantsAbsence(desired) ? Control("delete_vhost", desired.Id.Title) : new ChangeRabbit([desired.Id.Title], [])];

    internal static RunCommand Control(params ReadOnlySpan<string> words) => new(new(["rabbitmqctl", "--quiet", .. words]));
}
