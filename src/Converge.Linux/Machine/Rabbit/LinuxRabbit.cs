using System.Collections.Immutable;
using System.Text.Json;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Rabbit;

/// <summary>
/// The RabbitMQ broker of this machine. Its tool takes a second for each question, so there is only one, and the answer has all:
/// also the hashes of passwords, which saves a question for each of them.
/// </summary>
internal sealed class LinuxRabbit(IFiles files, IUnits units, Func<CommandSpec, CommandResult> run) : IRabbit
{
    public const string Tool = "/usr/sbin/rabbitmqctl";

    private const string Unit = "rabbitmq-server.service";
    private const int Most = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Forgettable<RabbitBroker> _broker = new(() => Read(run));

    /// <inheritdoc/>
    public ResourceId? Lacks => files.Stat(Tool) is null ? new("package", "rabbitmq-server")
        : units.WhyAbsent is null && units.Find(Unit) is not { Active: "active" } ? new("server", "of RabbitMQ that runs")
        : null;

    /// <inheritdoc/>
    public RabbitBroker Broker => _broker.Value;

    public void Forget() => _broker.Forget();

    private static RabbitBroker Read(Func<CommandSpec, CommandResult> run)
    {
        var result = run(new([Tool, "--silent", "export_definitions", "-"]) { SeparatesErrors = true, OutputLimit = Most, Timeout = Patience });
        if (!result.Succeeded)
            throw new UnreadableException($"RabbitMQ does not tell what is in it: {(result.TimedOut ? "it took too long" : Last(result.Errors.Length > 0 ? result.Errors : result.Output))}");
        try
        {
            using var document = JsonDocument.Parse(result.Output);
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnreadableException($"RabbitMQ does not tell in a known form what is in it: {e.Message}");
        }
    }

    private static RabbitBroker Of(JsonElement root)
    {
        var permissions = root.GetProperty("permissions").EnumerateArray().ToLookup(static permission => Text(permission, "user"), StringComparer.Ordinal);
        var users = root.GetProperty("users").EnumerateArray().Select(user => new RabbitUser(Text(user, "name"), Text(user, "password_hash"), Text(user, "hashing_algorithm"))
        {
            Tags = Tags(user.GetProperty("tags")),
            Permissions = permissions[Text(user, "name")].ToImmutableSortedDictionary(
                static permission => Text(permission, "vhost"),
                static permission => new RabbitPermission(Text(permission, "configure"), Text(permission, "write"), Text(permission, "read")),
                StringComparer.Ordinal),
        });
        return new([.. root.GetProperty("vhosts").EnumerateArray().Select(static vhost => Text(vhost, "name"))], users.ToImmutableDictionary(static user => user.Name, StringComparer.Ordinal));
    }

    // Older ones have a text with commas.
    private static ImmutableArray<string> Tags(JsonElement tags) => tags.ValueKind == JsonValueKind.Array
        ? [.. tags.EnumerateArray().Select(static tag => tag.GetString()!)]
        : [.. tags.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var line] ? line : "it says nothing";
}
