using System.Text.RegularExpressions;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>
/// Guides are true. From top to bottom: a block of code with a path behind the language is written as that file, and a block
/// <c>console</c> is run. What is a tree then has nothing wrong with it, and its cases pass.
/// </summary>
public sealed partial class GuideTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/secrets.md")]
    [InlineData("docs/from-chef.md")]
    [InlineData("docs/from-salt.md")]
    [InlineData("docs/from-puppet.md")]
    [InlineData("docs/tutorial.md")]
    public async Task What_a_guide_shows_is_true(string path)
    {
        using var folder = new TemporaryFolder();
        var (files, sessions) = (0, 0);
        foreach (var block in Block().Matches(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, path))).AsEnumerable())
        {
            if (block.Groups["path"] is { Success: true, Value: var file })
            {
                folder.Write(file, block.Groups["text"].Value);
                files++;
            }
            else if (block.Groups["language"].Value == "console")
            {
                var session = ShellSession.Parse(block.Groups["text"].Value, indent: "");
                (await session.Run(folder.Path)).ShouldBe(session.Text);
                sessions++;
            }
        }
        sessions.ShouldBePositive();
        if (files > 0)
            await CheckTree(folder.Path);
    }

    private static async Task CheckTree(string folder)
    {
        var lint = await BuiltProgram.Shell("converge lint", folder);
        (lint.Output + lint.Error).ShouldBeEmpty();
        var test = await BuiltProgram.Shell("converge test", folder);
        test.Output.ShouldEndWith(" passed, 0 failed\n", customMessage: test.Output + test.Error);
    }

    [GeneratedRegex(@"^```(?<language>\w+)( (?<path>\S+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
