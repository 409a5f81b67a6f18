using System.Diagnostics;
using System.Globalization;
using System.Net;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab.Loading;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

/// <summary>Measures how long a service does not answer while something is done to the machines behind it.</summary>
internal sealed class LabLoadVerb : Verb
{
    private const double UsualPace = 20;
    private const double MostPace = 1000;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    private static readonly Parameter Url = new("URL", "what is asked for, as in https://www.fleet.example/");
    private static readonly Parameter Command = new("COMMAND", "a command and its words, after '--', that runs meanwhile", repeats: true, optional: true);
    private static readonly Parameter Address = new("--address", "the address to connect to, if the name of the URL has none", "IP");
    private static readonly Parameter Pace = new("--rate", "how many requests in a second; 20 if not given", "NUMBER");
    private static readonly Parameter Time = new("--for", "how long it goes on; 10s if not given, or until the command has ended", "DURATION");
    private static readonly Parameter Rest = new("--rest", "how long it goes on before the command begins, and after it has ended; 5s if not given", "DURATION");
    private static readonly Parameter Patience = new("--patience", "after which a request has failed; 5s if not given", "DURATION");
    private static readonly Parameter Method = new("--method", "GET if not given", "GET|HEAD|POST");
    private static readonly Parameter Here = new("--here", "ask from this machine's network, and not from that of a lab");
    private static readonly Parameter Format = new("--format", "how the result is printed; text if not given", "text|json");

    public override string Name => "lab load";

    public override string Summary => "send requests at a constant pace, and tell for how long there were no answers";

    public override Parameter[] Parameters => [Url, Command, Address, Pace, Time, Rest, Patience, Method, Here, ChosenLab.Name, Format];

    public override string Example =>
        """
        $ converge lab load http://127.0.0.1:1/ --here --rate 50 --for 1s | sed 's/[0-9]* requests, [0-9]* failed/all failed/; s/ ([0-9]* refused)/: refused/; 2d'
        all failed: refused
        """;

    public override int Run(Invocation invocation)
    {
        var plan = Plan(invocation);
        if (!invocation.Has(Here))
            return Replacement.By(ChosenLab.Open(invocation).InNetwork([Environment.ProcessPath!, .. Words()]));
        return Interruptible.Run(cancel => LoadAsync(invocation, plan, cancel), "stopped", "'--for' says how long it goes on");
    }

    /// <summary>The words of this command once more, with one that says that it is in the lab's network now.</summary>
    private static IEnumerable<string> Words()
    {
        // As in 'converge lab load': the name of the verb has two words.
        var words = Environment.GetCommandLineArgs()[1..];
        return [.. words[..2], Here.Name, .. words[2..]];
    }

    private static async Task<int> LoadAsync(Invocation invocation, LoadPlan plan, CancellationToken cancel)
    {
        using var load = new Load(plan);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = load.RunAsync(end.Token);
        var code = 0;
        try
        {
            if (invocation.All(Command) is { Count: > 0 } command)
                code = await RunAsync(command, Lifetime.Read(invocation, Rest, UsualRest), cancel).ConfigureAwait(false);
            else
                await Task.Delay(Lifetime.Read(invocation, Time, UsualTime), cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What was measured until then is told.
        }
        await end.CancelAsync().ConfigureAwait(false);
        var result = await running.ConfigureAwait(false);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json" ? LoadText.ToJson(result) : LoadText.Render(result));
        return code;
    }

    /// <summary>What the command prints is not part of the result.</summary>
    private static async Task<int> RunAsync(List<string> command, TimeSpan rest, CancellationToken cancel)
    {
        await Task.Delay(rest, cancel).ConfigureAwait(false);
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >&2", "sh", .. command]) { UseShellExecute = false };
        using var process = Process.Start(info)!;
        try
        {
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            await Task.Delay(rest, cancel).ConfigureAwait(false);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static LoadPlan Plan(Invocation invocation)
    {
        if (!Uri.TryCreate(invocation[Url], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UserException($"'{invocation[Url]}' is no address of a site", "as in https://www.fleet.example/");
        IPAddress? address = null;
        if (invocation.Has(Address) && !IPAddress.TryParse(invocation[Address], out address))
            throw new UserException($"'{invocation[Address]}' is no address", "as in 10.77.0.10");
        var pace = UsualPace;
        if (invocation.Has(Pace) && !(double.TryParse(invocation[Pace], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out pace) && pace is > 0 and <= MostPace))
            throw new UserException($"'{invocation[Pace]}' is no pace", $"expected requests in a second, up to {MostPace.ToString(CultureInfo.InvariantCulture)}");
        return new(url, address, HttpMethod.Parse(invocation.Has(Method) ? invocation[Method] : "GET"), pace, Lifetime.Read(invocation, Patience, UsualPatience));
    }
}
