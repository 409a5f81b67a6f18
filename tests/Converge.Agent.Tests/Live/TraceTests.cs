using System.Net;
using System.Text.Json;
using Converge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Shouldly;

namespace Converge.Agent.Tests.Live;

public sealed class TraceTests
{
    [ProgramFact("git")]
    public async Task A_run_is_a_trace_with_its_steps_and_its_resources()
    {
        var mark = new TaskCompletionSource<string>();
        var received = new TaskCompletionSource<JsonDocument>();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            context.Request.Path.Value.ShouldBe("/v1/traces");
            var text = await new StreamReader(context.Request.Body).ReadToEndAsync();
            // Other agents of this process are heard, too.
            if (text.Contains(await mark.Task, StringComparison.Ordinal))
                received.TrySetResult(JsonDocument.Parse(text));
        });
        await collector.StartAsync();
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        mark.SetResult(fleet.Folder["index.html"]);
        await using var agent = new LiveAgent(await fleet.EnrolAsync("web1") with { Traces = new(collector.Urls.First()) });
        using var trace = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var spans = trace.RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans").EnumerateArray().ToDictionary(static span => span.GetProperty("name").GetString()!);
        spans.Keys.Order().ShouldBe(new[] { "apply", "compile", "fetch", "plan", "run", $"file[{fleet.Folder["index.html"]}]" }.Order());
        var run = spans["run"].GetProperty("spanId").GetString();
        foreach (var step in new[] { "fetch", "compile", "plan", "apply" })
            spans[step].GetProperty("parentSpanId").GetString().ShouldBe(run, step);
        spans[$"file[{fleet.Folder["index.html"]}]"].GetProperty("parentSpanId").GetString().ShouldBe(spans["apply"].GetProperty("spanId").GetString());
    }
}
