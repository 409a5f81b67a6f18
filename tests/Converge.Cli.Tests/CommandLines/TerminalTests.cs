using Converge.Testing;
using Shouldly;

namespace Converge.Cli.Tests.CommandLines;

public sealed class TerminalTests
{
    private const string Template = "first\n{{ hostnam }}\n";

    [ProgramFact("script")]
    public async Task At_a_terminal_an_error_shows_the_line_and_colours() => (await RenderAtTerminal("")).ShouldBe(
        "\e[1mt.sbn:2:4: \e[0m\e[1;31merror: \e[0m'hostnam' is not defined\n"
        + "\e[2m    2 | \e[0m{{ hostnam }}\n           \e[1;31m^^^^^^^\e[0m\n");

    [ProgramFact("script")]
    public async Task Without_colours_it_shows_the_line_all_the_same()
    {
        const string Plain = "t.sbn:2:4: error: 'hostnam' is not defined\n    2 | {{ hostnam }}\n           ^^^^^^^\n";
        (await RenderAtTerminal("NO_COLOR=1 ")).ShouldBe(Plain);
        (await RenderAtTerminal("TERM=dumb ")).ShouldBe(Plain);
    }

    [ProgramFact("script", "git")]
    public async Task At_a_terminal_differences_are_coloured()
    {
        using var folder = new TemporaryFolder();
        folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\nresources:\n  - package: nginx\n");
        folder.Write("roles/web.yaml", "name: web\nrecipes: [web]\n");
        folder.Write("environments/e.yaml", "name: e\n");
        folder.Write("nodes/all.yaml", "- name: web1\n  environment: e\n  roles: [web]\n");
        await BuiltProgram.Shell("git init -q . && git add . && git -c user.name=a -c user.email=a@b commit -q -m first", folder.Path);
        folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\nresources:\n  - package: haproxy\n");
        const string Changes = "HEAD -> working tree: 1 of 1 node differs\n\n{1}1 node: web1{0}\n  recipe web\n    {2}+ package[haproxy]{0}\n    {3}- package[nginx]  no longer managed{0}\n";
        (await DiffAtTerminal("", folder)).ShouldBe(Coloured(Changes, "\e[0m", "\e[1m", "\e[32m", "\e[31m"));
        (await DiffAtTerminal("NO_COLOR=1 ", folder)).ShouldBe(Coloured(Changes, "", "", "", ""));
    }

    private static string Coloured(string text, params string[] codes)
    {
        for (var code = 0; code < codes.Length; code++)
            text = text.Replace($"{{{code}}}", codes[code], StringComparison.Ordinal);
        return text;
    }

    private static async Task<string> DiffAtTerminal(string environment, TemporaryFolder folder) =>
        (await BuiltProgram.Shell($"{environment}script --quiet --return --command 'converge diff HEAD' /dev/null", folder.Path)).Output.ReplaceLineEndings("\n");

    private static async Task<string> RenderAtTerminal(string environment)
    {
        using var folder = new TemporaryFolder();
        folder.Write("t.sbn", Template);
        var run = await BuiltProgram.Shell($"{environment}script --quiet --return --command 'converge render t.sbn' /dev/null", folder.Path);
        run.ExitCode.ShouldBe(1);
        return run.Output.ReplaceLineEndings("\n");
    }
}
