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

    private static async Task<string> RenderAtTerminal(string environment)
    {
        using var folder = new TemporaryFolder();
        folder.Write("t.sbn", Template);
        var run = await BuiltProgram.Shell($"{environment}script --quiet --return --command 'converge render t.sbn' /dev/null", folder.Path);
        run.ExitCode.ShouldBe(1);
        return run.Output.ReplaceLineEndings("\n");
    }
}
