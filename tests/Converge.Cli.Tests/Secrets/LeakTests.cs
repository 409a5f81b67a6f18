using System.Text;
using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Secrets;

/// <summary>A secret is used in every way there is, and then looked for everywhere: it may be in its target, and nowhere else.</summary>
public sealed class LeakTests : IDisposable
{
    private const string Canary = "zK9canary7Qx";
    private const string Earlier = "mB3earlier5Wy";

    // What a careless program would make of it.
    private static readonly string[] Forms = [.. new[] { Canary, Earlier }.SelectMany(static text => new[] { text, Convert.ToBase64String(Encoding.UTF8.GetBytes(text))[..^4], Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) })];

    private readonly TemporaryFolder _folder = new();
    private int _round;

    public LeakTests()
    {
        _folder.Write("roles/app.yaml", "name: app\nrecipes: [app]\n");
        _folder.Write("environments/production.yaml", "name: production\n");
        _folder.Write("nodes/app.yaml", "- name: app1\n  environment: production\n  roles: [app]\n");
        _folder.Write("recipes/app/templates/app.conf.sbn", "password = {{ app.derived }}\n");
    }

    private string Target => Path.Combine(_folder.Path, "target");

    [Fact]
    public async Task A_secret_is_in_its_target_and_nowhere_else()
    {
        await Set(Earlier);
        WriteRecipe(fails: false);
        var said = new StringBuilder(await Everything());
        (await File.ReadAllTextAsync(Path.Combine(Target, "app.conf"))).ShouldBe($"password = {Earlier}\n");
        await Set(Canary);
        WriteRecipe(fails: false);
        said.Append(await Everything());
        (await File.ReadAllTextAsync(Path.Combine(Target, "app.conf"))).ShouldBe($"password = {Canary}\n");
        WriteRecipe(fails: true);
        said.Append(await Everything());
        said.Append(await Say("converge diff HEAD~1 HEAD; converge diff HEAD~1 HEAD --identity key.txt --format json; converge undo 3 --state state --yes"));
        (await File.ReadAllTextAsync(Path.Combine(Target, "app.conf"))).ShouldBe($"password = {Earlier}\n");

        said.ToString().ShouldContain("does not approve");
        Forms.Where(form => said.ToString().Contains(form, StringComparison.Ordinal)).ShouldBeEmpty(said.ToString());
        FilesWith(_folder.Path).Where(path => !path.StartsWith($"{Target}/", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_of_it_is_in_the_arguments_or_the_environment_of_a_process()
    {
        await Set(Canary);
        WriteRecipe(fails: false);
        _folder.Write("recipes/app/recipe.yaml", $$$"""
            name: app
            version: 1.0.0
            resources:
              - command: [sh, -c, "cat >/dev/null; cat /proc/[0-9]*/cmdline >{{{_folder.Path}}}/cmdlines; for f in /proc/[0-9]*/environ; do [ $f = /proc/$$/environ ] || cat $f; done >{{{_folder.Path}}}/environs 2>/dev/null; touch {{{Target}}}/done"]
                creates: {{{Target}}}/done
                stdin: "{{ secret 'production/app.password' }}"
              - file: {{{Target}}}/validated
                content: "{{ secret 'production/app.password' }}"
                validate: [sh, -c, "cat /proc/[0-9]*/cmdline >>{{{_folder.Path}}}/cmdlines; cat /proc/[0-9]*/environ >>{{{_folder.Path}}}/environs 2>/dev/null; true"]
            """);
        Directory.CreateDirectory(Target);
        var run = await BuiltProgram.Shell("converge apply --node app1 --state state --identity key.txt", _folder.Path);
        run.ExitCode.ShouldBe(0, run.Error + run.Output);
        // What is looked at was there to be looked at.
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "cmdlines"))).ShouldContain("--identity");
        FilesWith(_folder.Path).ShouldBe([$"{Target}/validated"]);
    }

    [Fact]
    public async Task Editing_leaves_nothing_behind_even_if_it_is_ended()
    {
        await Set(Canary);
        var run = await BuiltProgram.Shell(
            """
            EDITOR='sh -c '\''echo "$1" >place; cp "$1" seen; stat -f -c %T "$1" >kind; stat -c %a "$(dirname "$1")" >>kind; kill -TERM $PPID; exec sleep 30'\'' sh' converge secret edit production/app --identity key.txt
            cat seen | grep -c canary; rm seen; cat kind
            ls "$(dirname "$(cat place)")" 2>&1 | grep -c 'No such'
            """, _folder.Path);
        run.Output.ShouldBe("1\ntmpfs\n700\n1\n");
        run.Error.ShouldContain("stopped; nothing was changed");
        FilesWith(_folder.Path).ShouldBeEmpty();
        FilesWith("/dev/shm").ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private async Task Set(string value)
    {
        var run = await BuiltProgram.Shell(
            """
            [ -e key.txt ] || {
                git init -q
                converge secret key --output key.txt >key.pub 2>/dev/null
                mkdir -p secrets && printf 'people: {me: %s}\nenvironments: {production: %s}\n' "$(cat key.pub)" "$(cat key.pub)" >secrets/recipients.yaml
                readers='--readers role:app'
            }
            converge secret set production/app.password ${readers:+"--readers"} ${readers:+"role:app"}
            """, _folder.Path, $"{value}\n");
        run.ExitCode.ShouldBe(0, run.Error);
    }

    private async Task Commit() => (await BuiltProgram.Shell("printf 'target\\nkey.txt\\nstate\\n' >.gitignore; git add . && git -c user.name=a -c user.email=a@example.com commit -qm change", _folder.Path)).ExitCode.ShouldBe(0);

    /// <summary>What every verb that looks at secrets says, on both streams.</summary>
    private async Task<string> Everything()
    {
        Directory.CreateDirectory(Target);
        await Commit();
        return await Say(
            """
            for format in text json; do
                converge why-run --node app1 --state state --format $format --verbose
                converge why-run --node app1 --state state --identity key.txt --format $format --verbose
            done
            converge apply --node app1 --state state --at HEAD --verbose
            converge apply --node app1 --state state --at HEAD --identity key.txt --verbose
            converge apply --node app1 --state state --at HEAD --identity key.txt --format json --verbose
            for format in text json; do
                converge report --state state --format $format
                converge runs --state state --format $format
                converge replay --state state --identity key.txt --format $format
                converge lint --format $format
                converge explain app.derived --node app1 --format $format
                converge explain app --node app1 --format $format
                converge secret list --format $format
            done
            converge render recipes/app/templates/app.conf.sbn --node app1 --verbose
            """);
    }

    private async Task<string> Say(string script)
    {
        var run = await BuiltProgram.Shell(script, _folder.Path);
        return run.Output + run.Error;
    }

    private void WriteRecipe(bool fails)
    {
        _round++;
        Directory.CreateDirectory(Target);
        File.AppendAllText(Path.Combine(Target, "lines"), "");
        _folder.Write("recipes/app/recipe.yaml", $$$"""
        name: app
        version: 1.0.0
        attributes:
          derived: "{{ secret 'production/app.password' }}"
        resources:
          - file: {{{Target}}}/app.conf
            template: app.conf.sbn
            mode: "0644"
          - file: {{{Target}}}/hash
            content: "{{ app.derived | string.base64_encode }}"
          - line: {{{Target}}}/lines
            text: "{{ app.derived }}"
            match: "^"
            ignore_failure: true
          - command: [sh, -c, 'echo "$PASSWORD"; echo "$PASSWORD" >&2; {{{(fails ? "exit 3" : $"touch {Target}/variable{_round}")}}}']
            creates: {{{Target}}}/variable{{{_round}}}
            env: {PASSWORD: "{{ app.derived }}"}
            ignore_failure: true
          - command: [sh, -c, 'cat; {{{(fails ? "exit 3" : $"touch {Target}/input{_round}")}}}']
            creates: {{{Target}}}/input{{{_round}}}
            stdin: "{{ secret 'production/app.password' }}"
            ignore_failure: true
          - file: {{{Target}}}/validated
            content: "{{ app.derived }}{{{(fails ? " more" : "")}}}"
            validate: [sh, -c, 'cat "$1"; cat "$1" >&2; {{{(fails ? "exit 1" : "true")}}}', sh, "{{ path }}"]
            ignore_failure: true
        """);
    }

    private static List<string> FilesWith(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true })
            .Where(static path => Encoding.Latin1.GetString(File.ReadAllBytes(path)) is var text && Array.Exists(Forms, form => text.Contains(form, StringComparison.Ordinal))),
    ];
}
