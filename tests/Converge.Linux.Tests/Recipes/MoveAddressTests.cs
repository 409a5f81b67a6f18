using System.Net;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Recipes;

/// <summary>What keepalived calls in AWS, with a command 'aws' that has answers of the real one, and notes what it was asked.</summary>
public sealed class MoveAddressTests : IDisposable
{
    private const string Elastic = "eipalloc-0123456789abcdef0";
    private const string Options = "--region eu-central-1 --output text --cli-connect-timeout 3 --cli-read-timeout 10";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _metadata = new();
    private readonly int _port;

    public MoveAddressTests()
    {
        _port = Listen();
        _ = AnswerAsync();
        Program("logger", """shift 2; echo "$*" >>"$FOLDER/log" """);
        Write("state", "MASTER\n");
        Write("owner", "i-other\n");
        Write("addresses", "10.20.0.11\n");
        Settings(elastic: Elastic, @private: "");
        // As 'aws --output text' prints them: one value, or several with tabs between.
        Program("aws", """
            echo "$*" >>"$FOLDER/asked"
            if [ -s "$FOLDER/failures" ]; then sed -i 1d "$FOLDER/failures"; echo 'An error occurred (RequestLimitExceeded)' >&2; exit 254; fi
            case $2 in
            describe-addresses) cat "$FOLDER/owner" ;;
            associate-address) echo i-this >"$FOLDER/owner"; echo eipassoc-0fedcba9876543210 ;;
            describe-network-interfaces) paste -s "$FOLDER/addresses" ;;
            assign-private-ip-addresses) echo 10.20.0.10 >>"$FOLDER/addresses" ;;
            esac
            """);
    }

    [ProgramFact("curl", "flock")]
    public async Task An_elastic_address_comes_to_the_node_that_is_to_have_it()
    {
        (await RunAsync()).ShouldBe(0);
        Asked().ShouldBe([
            $"ec2 describe-addresses --allocation-ids {Elastic} --query Addresses[0].InstanceId {Options}",
            $"ec2 associate-address --allocation-id {Elastic} --instance-id i-this --allow-reassociation {Options}",
            $"ec2 describe-addresses --allocation-ids {Elastic} --query Addresses[0].InstanceId {Options}",
        ]);
        Log().ShouldBe([$"daemon.notice move-address: {Elastic} is here now"]);
    }

    [ProgramFact("curl", "flock")]
    public async Task One_that_is_here_is_left_alone()
    {
        Write("owner", "i-this\n");
        (await RunAsync()).ShouldBe(0);
        Asked().Count.ShouldBe(1);
        Log().ShouldBeEmpty();
    }

    [ProgramFact("curl", "flock")]
    public async Task A_private_address_is_taken_from_the_other_interface()
    {
        Settings(elastic: "", @private: "10.20.0.10");
        (await RunAsync()).ShouldBe(0);
        Asked()[1].ShouldBe($"ec2 assign-private-ip-addresses --network-interface-id eni-this --private-ip-addresses 10.20.0.10 --allow-reassignment {Options}");
        Log().ShouldBe(["daemon.notice move-address: 10.20.0.10 is here now"]);
    }

    [ProgramFact("curl", "flock")]
    public async Task What_fails_is_tried_again_and_told()
    {
        Write("failures", "1\n2\n3\n4\n");
        (await RunAsync()).ShouldBe(0);
        Log().ShouldBe([
            "daemon.warning move-address: attempt 1: An error occurred (RequestLimitExceeded) ",
            "daemon.warning move-address: attempt 2: An error occurred (RequestLimitExceeded) ",
            $"daemon.notice move-address: {Elastic} is here now",
        ]);
    }

    [ProgramFact("curl", "flock")]
    public async Task At_some_time_it_gives_up()
    {
        Write("failures", string.Concat(Enumerable.Repeat("no\n", 20)));
        (await RunAsync()).ShouldBe(1);
        Log()[^1].ShouldBe("daemon.err move-address: the address is not here, and 4 attempts are enough for now");
    }

    [ProgramFact("curl", "flock")]
    public async Task A_node_that_is_not_to_have_it_asks_nobody()
    {
        Write("state", "BACKUP\n");
        (await RunAsync()).ShouldBe(0);
        File.Exists(_folder["asked"]).ShouldBeFalse();
    }

    [ProgramFact("curl", "flock")]
    public async Task Without_the_metadata_of_the_instance_nothing_is_asked()
    {
        _metadata.Stop();
        (await RunAsync()).ShouldBe(1);
        File.Exists(_folder["asked"]).ShouldBeFalse();
        Log()[0].ShouldContain("Failed to connect");
    }

    public void Dispose()
    {
        _metadata.Close();
        _folder.Dispose();
    }

    private async Task<int> RunAsync()
    {
        var run = await ProgramRun.Of(new ProgramRun.Start("sh", Path.Combine(SourceTree.Root, "recipes/keepalived/files/move-address"))
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
                ["FOLDER"] = _folder.Path,
                ["STATE"] = _folder["state"],
                ["SETTINGS"] = _folder["settings"],
                ["LOCK"] = _folder["lock"],
                ["METADATA"] = $"http://127.0.0.1:{_port}/latest",
                ["ATTEMPTS"] = "4",
                ["PAUSE"] = "0",
            },
        });
        run.Error.ShouldBe("");
        return run.ExitCode;
    }

    private void Settings(string elastic, string @private) => Write("settings", $"elastic={elastic}\nprivate={@private}\nregion=''\n");

    private void Program(string name, string script) =>
        File.SetUnixFileMode(Write($"bin/{name}", $"#!/bin/sh\n{script}\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private string Write(string name, string content) => _folder.Write(name, content);

    private IReadOnlyList<string> Asked() => File.ReadAllLines(_folder["asked"]);

    private IReadOnlyList<string> Log() => File.Exists(_folder["log"]) ? [.. File.ReadAllLines(_folder["log"]).Select(static line => line.Replace("--priority ", "", StringComparison.Ordinal))] : [];

    private int Listen()
    {
        for (var port = 20000; ; port++)
        {
            try
            {
                _metadata.Prefixes.Clear();
                _metadata.Prefixes.Add($"http://127.0.0.1:{port}/");
                _metadata.Start();
                return port;
            }
            catch (HttpListenerException) when (port < 21000)
            {
                // Somebody else has it.
            }
        }
    }

    /// <summary>As an instance's metadata: a token first, which everything else is asked with.</summary>
    private async Task AnswerAsync()
    {
        while (_metadata.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _metadata.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var answer = call.Request.Url!.AbsolutePath switch
            {
                "/latest/api/token" when call.Request.HttpMethod == "PUT" && call.Request.Headers["X-aws-ec2-metadata-token-ttl-seconds"] is not null => "the-token",
                _ when call.Request.Headers["X-aws-ec2-metadata-token"] != "the-token" => null,
                "/latest/meta-data/instance-id" => "i-this",
                "/latest/meta-data/mac" => "02:00:00:00:00:01",
                "/latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/interface-id" => "eni-this",
                "/latest/meta-data/placement/region" => "eu-central-1",
                _ => null,
            };
            call.Response.StatusCode = answer is null ? 401 : 200;
            await using (var body = call.Response.OutputStream)
                await body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer ?? ""));
        }
    }
}
