using System.Text;
using System.Text.Json;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Rabbit;
using Converge.Linux.Resources;
using Converge.Linux.Resources.Rabbit;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Hands RabbitMQ virtual hosts, users and permissions as one document, on the input of its tool: no other process sees what is in it.</summary>
internal sealed class RabbitSteps(LinuxMachine machine)
{
    public async Task<StepResult> ChangeAsync(ChangeRabbit step, CancellationToken cancel)
    {
        var result = await machine.QueryAsync(new([LinuxRabbit.Tool, "--silent", "import_definitions"]) { Stdin = Definitions(step) }, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new StepException($"RabbitMQ does not take it: '{step}' {(result.TimedOut ? "took too long" : $"ended with {result.ExitCode}")}", result.Output);
        return new() { Output = result.Output };
    }

    internal static string Definitions(ChangeRabbit step)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("vhosts");
            foreach (var vhost in step.Vhosts)
                Write(json, ("name", vhost));
            json.WriteEndArray();
            json.WriteStartArray("users");
            foreach (var user in step.Users)
                Write(json, user);
            json.WriteEndArray();
            json.WriteStartArray("permissions");
            foreach (var (user, vhost, names) in step.Users.SelectMany(static user => user.Permissions.Select(entry => (user.Name, entry.Key, entry.Value))))
                Write(json, ("user", user), ("vhost", vhost), ("configure", names.Configure), ("write", names.Write), ("read", names.Read));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void Write(Utf8JsonWriter json, RabbitWish user)
    {
        json.WriteStartObject();
        json.WriteString("name", user.Name);
        json.WriteString("password_hash", user.Password is { } password ? RabbitPassword.Hash(password.Reveal()) : user.Present?.Hash ?? "");
        json.WriteString("hashing_algorithm", user.Password is null && user.Present is { Algorithm.Length: > 0 } present ? present.Algorithm : RabbitPassword.Algorithm);
        // All versions understand this form.
        json.WriteString("tags", string.Join(',', user.Tags));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string Text)> members)
    {
        json.WriteStartObject();
        foreach (var (name, text) in members)
            json.WriteString(name, text);
        json.WriteEndObject();
    }
}
