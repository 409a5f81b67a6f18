using System.Diagnostics;
using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Facts;

public sealed class CustomFactsTests : IDisposable
{
    private const string Folder = "etc/converge/facts.d";
    private const UnixFileMode ForAll = (UnixFileMode)0b111_101_101;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [RootFact]
    public void Each_file_is_a_fact_and_what_a_program_prints_is_one()
    {
        _root.Write($"{Folder}/rack.yaml", "row: 4\nunits: [1, 2]\n");
        _root.Write($"{Folder}/owner.json", "\"ann\"");
        Program("serial", "printf '{\"number\": \"A1\"}'");
        Program("location.sh", "echo 'city: Berlin'");
        Read().ShouldBe("""{"owner":"ann","rack":{"row":4,"units":[1,2]},"location":{"city":"Berlin"},"serial":{"number":"A1"}}""");
    }

    [RootFact]
    public void A_machine_without_any_has_none() => Read().ShouldBe("{}");

    [RootFact]
    public void What_is_wrong_is_said_with_its_place_and_the_others_are_read()
    {
        _root.Write($"{Folder}/bad.json", "{\"a\": 1,\n  \"b\": nonsense}");
        _root.Write($"{Folder}/bad_too.yaml", "a: 1\nb: [1\n");
        _root.Write($"{Folder}/Good-Name.yaml", "1");
        _root.Write($"{Folder}/memory.yaml", "1");
        _root.Write($"{Folder}/notes.txt", "");
        _root.Write($"{Folder}/good.yaml", "1");
        Program("failing", "echo no such disk >&2; exit 3");
        Program("babble", "echo '{ : :'");
        Read(
            "/etc/converge/facts.d/Good-Name.yaml:1:1: warning: 'Good-Name' is no name of a fact, so it is passed over",
            "/etc/converge/facts.d/babble:1:5: warning: unexpected ':'",
            "/etc/converge/facts.d/bad.json:2:9: warning: invalid JSON: expected 'null'",
            "/etc/converge/facts.d/bad_too.yaml:",
            "/etc/converge/facts.d/failing:1:1: warning: it ended with 3: no such disk",
            "/etc/converge/facts.d/memory.yaml:1:1: warning: there is a fact 'memory' already, so it is passed over",
            "/etc/converge/facts.d/notes.txt:1:1: warning: it is neither .json, .yaml nor executable, so it is passed over").ShouldBe("""{"good":1}""");
    }

    [RootFact]
    public void What_others_may_write_or_own_is_refused()
    {
        File.SetUnixFileMode(_root.Write($"{Folder}/open.yaml", "1"), ForAll | UnixFileMode.GroupWrite);
        Chown(_root.Write($"{Folder}/foreign.yaml", "1"), 1000);
        File.CreateSymbolicLink(_root[$"{Folder}/link.yaml"], "/etc/hostname");
        _root.Write($"{Folder}/good.yaml", "1");
        Read(
            "/etc/converge/facts.d/foreign.yaml:1:1: warning: it does not belong to root, so it is passed over",
            "/etc/converge/facts.d/link.yaml:1:1: warning: it is no regular file, and is passed over",
            "/etc/converge/facts.d/open.yaml:1:1: warning: others than root may write it, so it is passed over").ShouldBe("""{"good":1}""");
    }

    [RootFact]
    public void In_a_folder_that_others_may_write_nothing_is_read()
    {
        _root.Write($"{Folder}/good.yaml", "1");
        File.SetUnixFileMode(_root[Folder], ForAll | UnixFileMode.OtherWrite);
        Read("/etc/converge/facts.d:1:1: warning: others than root may write it, so it is passed over").ShouldBe("{}");
    }

    [RootFact]
    public void Programs_run_at_the_same_time_and_not_for_ever()
    {
        for (var i = 0; i < 4; i++)
            Program($"slow{i}", "sleep 1; echo 1");
        Program("endless", "sleep 60");
        var clock = Stopwatch.StartNew();
        Read("/etc/converge/facts.d/endless:1:1: warning: it took too long and was ended").ShouldBe("""{"slow0":1,"slow1":1,"slow2":1,"slow3":1}""");
        // One after the other they would take nine seconds.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9));
    }

    private void Program(string name, string script) => File.SetUnixFileMode(_root.Write($"{Folder}/{name}", $"#!/bin/sh\n{script}\n"), ForAll);

    private string Read(params string[] warnings)
    {
        var custom = new CustomFacts(_root.Path, TimeSpan.FromSeconds(5));
        var facts = JsonText.Write(Value.From(custom.Read(new HashSet<string>(StringComparer.Ordinal) { "memory" })));
        var said = custom.Warnings.Select(static warning => warning.ToString()).ToList();
        said.Count.ShouldBe(warnings.Length, string.Join('\n', said));
        for (var i = 0; i < warnings.Length; i++)
            said[i].ShouldStartWith(warnings[i]);
        return facts;
    }

    private static void Chown(string path, int user) => ProgramRun.Of("chown", $"{user}", path).GetAwaiter().GetResult().ExitCode.ShouldBe(0);
}
