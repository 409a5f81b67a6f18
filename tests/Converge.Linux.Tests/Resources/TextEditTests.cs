using System.Text;
using Converge.Linux.Resources.Mounts;
using Converge.Linux.Resources.Texts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Resources;

/// <summary>What is done to files of which only a part is managed.</summary>
public class TextEditTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "aa", "ab", "# BEGIN x", "# END x", "# a", "", " ", "10.0.0.1 a", "10.0.0.1\tb # c", "10.0.0.2 a b", "::1 a", "a ssh-rsa K1", "a,c ssh-rsa K1",
        "c,b  ssh-rsa K2 me", "@revoked a ssh-rsa K1", "|1|aa|bb ssh-rsa K1", "/dev/sda1 / ext4 defaults 0 1", "tmpfs /a tmpfs", "tmpfs /a tmpfs ro 0 0", "none /a\\040b tmpfs", "/s none swap sw 0 0",
        "\u00e4", "\x1b",
    ];

    private static readonly Dictionary<string, Action<TextLines>> Edits = new(StringComparer.Ordinal)
    {
        ["line"] = static lines => LineEdit.Put(lines, "ab", static line => line.StartsWith('a'), static line => line == "b"),
        ["line that does not match"] = static lines => LineEdit.Put(lines, "new", static line => line.StartsWith('a'), static line => line == "b"),
        ["line itself"] = static lines => LineEdit.Put(lines, "b", static line => line == "b", static _ => false),
        ["block"] = static lines => Block(lines, static (block, lines) => block.Put(lines, ["one", "", "two"])),
        ["no block"] = static lines => Block(lines, static (block, lines) => block.Remove(lines)),
        ["host"] = static lines => HostsEdit.Put(lines, "10.0.0.1", ["a", "b"]),
        ["no host"] = static lines => HostsEdit.Remove(lines, "10.0.0.1"),
        ["known host"] = static lines => new KnownHostsEdit(["a", "b"]).Put(lines, ["ssh-rsa K1", "ssh-rsa K3"]),
        ["no known host"] = static lines => new KnownHostsEdit(["a", "b"]).Put(lines, []),
        ["mount"] = static lines => new FstabEntry("tmpfs", "/a", "tmpfs", ["rw"], 0, 0).Put(lines, static entry => entry.Path == "/a"),
        ["no mount"] = static lines => FstabEntry.Remove(lines, static entry => entry.Path == "/a"),
    };

    /// <summary>How the lines that an edit is about can be told.</summary>
    private static readonly Dictionary<string, Predicate<string>> Touched = new(StringComparer.Ordinal)
    {
        ["line"] = static line => line.StartsWith('a'),
        ["line that does not match"] = static line => line.StartsWith('a') || line == "new",
        ["line itself"] = static line => line == "b",
        ["block"] = static _ => true,
        ["no block"] = static _ => true,
        ["host"] = static line => line.StartsWith("10.0.0.1", StringComparison.Ordinal),
        ["no host"] = static line => line.StartsWith("10.0.0.1", StringComparison.Ordinal),
        ["known host"] = static line => line.Contains("ssh-rsa", StringComparison.Ordinal) && !line.StartsWith('@') && !line.StartsWith('|'),
        ["no known host"] = static line => line.Contains("ssh-rsa", StringComparison.Ordinal) && !line.StartsWith('@') && !line.StartsWith('|'),
        ["mount"] = static line => line.Contains(" /a tmpfs", StringComparison.Ordinal),
        ["no mount"] = static line => line.Contains(" /a tmpfs", StringComparison.Ordinal),
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Twice_is_once(string edit) => Fuzz.ForAll(300, Make, text =>
    {
        var once = Apply(edit, text);
        Apply(edit, once).ShouldBe(once);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_lines_stay_as_they_are(string edit) => Fuzz.ForAll(300, Make, text =>
    {
        var mine = Touched[edit];
        Others(Apply(edit, text), mine).ShouldBe(Others(text, mine));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_ends_as_it_did(string edit) => Fuzz.ForAll(300, Make, text =>
    {
        var after = Apply(edit, text);
        // Behind an empty line a last one without a newline leaves what looks like one.
        if (after.Length > 0 && (text.Length == 0 || text.EndsWith('\n') || !Lines(text).Any(static line => line.Trim().Length == 0)))
            after.EndsWith('\n').ShouldBe(text.Length == 0 || text.EndsWith('\n'));
    });

    [Fact]
    public void A_block_that_is_put_and_removed_leaves_no_trace() => Fuzz.ForAll(300, Make, text =>
    {
        if (!text.Contains("# BEGIN x", StringComparison.Ordinal) && !text.Contains("# END x", StringComparison.Ordinal))
            Apply("no block", Apply("block", text)).ShouldBe(text);
    });

    [Fact]
    public void Lines_that_are_no_text_stay_as_they_are()
    {
        byte[] content = [0xff, 0xfe, (byte)'\n', (byte)'a', (byte)'\r', (byte)'\n', 0x80];
        var lines = new TextLines(content);
        lines[1] = "b";
        lines.ToBytes().ShouldBe([0xff, 0xfe, (byte)'\n', (byte)'b', (byte)'\r', (byte)'\n', 0x80]);
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\r\nb\r\nnew\r\n")]
    [InlineData("a\nb", "a\nb\nnew")]
    [InlineData("", "new\n")]
    [InlineData("\n", "\nnew\n")]
    [InlineData("a", "a\nnew")]
    public void A_new_line_ends_as_the_others(string text, string expected) => Edited(text, static lines => lines.Add("new")).ShouldBe(expected);

    [Theory]
    [InlineData("# mine\n10.0.0.1 x # home\n10.0.0.1 y\n", "# mine\n10.0.0.1\ta b # home\n")]
    [InlineData("10.0.0.1   A  b\n", "10.0.0.1   A  b\n")]
    [InlineData("10.0.0.10 x\n", "10.0.0.10 x\n10.0.0.1\ta b\n")]
    [InlineData("0:0::1 x\n#10.0.0.1 x\n", "0:0::1 x\n#10.0.0.1 x\n10.0.0.1\ta b\n")]
    public void The_line_of_an_address(string text, string expected) => Edited(text, Edits["host"]).ShouldBe(expected);

    [Theory]
    [InlineData("", "a,b ssh-rsa K1\na,b ssh-rsa K3\n")]
    [InlineData("x ssh-rsa K0\na ssh-rsa OLD\ny ssh-rsa K0\n", "x ssh-rsa K0\na,b ssh-rsa K1\na,b ssh-rsa K3\ny ssh-rsa K0\n")]
    [InlineData("a,b ssh-rsa K3\n", "a,b ssh-rsa K3\na,b ssh-rsa K1\n")]
    [InlineData("B,other ssh-rsa OLD\n", "other ssh-rsa OLD\na,b ssh-rsa K1\na,b ssh-rsa K3\n")]
    [InlineData("@revoked a ssh-rsa OLD\n", "@revoked a ssh-rsa OLD\na,b ssh-rsa K1\na,b ssh-rsa K3\n")]
    public void The_keys_of_a_host(string text, string expected) => Edited(text, Edits["known host"]).ShouldBe(expected);

    [Theory]
    [InlineData("a,c ssh-rsa K1\nx ssh-rsa K0\n", "x ssh-rsa K0\n")]
    [InlineData("c,a ssh-rsa K1\n", "c ssh-rsa K1\n")]
    [InlineData("@revoked a ssh-rsa K1\n|1|aa|bb ssh-rsa K1\n", "@revoked a ssh-rsa K1\n|1|aa|bb ssh-rsa K1\n")]
    public void A_host_without_keys(string text, string expected) => Edited(text, Edits["no known host"]).ShouldBe(expected);

    [Theory]
    [InlineData("# x\ntmpfs /a tmpfs ro\n/dev/sda1 / ext4\n", "# x\ntmpfs /a tmpfs rw 0 0\n/dev/sda1 / ext4\n")]
    [InlineData("tmpfs\t/a  tmpfs rw\n", "tmpfs\t/a  tmpfs rw\n")]
    [InlineData("tmpfs /a tmpfs rw\ntmpfs /a tmpfs rw\n", "tmpfs /a tmpfs rw\n")]
    [InlineData("tmpfs /ab tmpfs\n", "tmpfs /ab tmpfs\ntmpfs /a tmpfs rw 0 0\n")]
    public void The_line_of_a_mount(string text, string expected) => Edited(text, Edits["mount"]).ShouldBe(expected);

    [Fact]
    public void A_blank_in_fstab_is_an_escape()
    {
        FstabText.Escape("/a b").ShouldBe(@"/a\040b");
        FstabText.Unescape(@"/a\040b\134\303\244").ShouldBe("/a b\\\u00e4");
        FstabText.Unescape(@"/a\04\999\").ShouldBe(@"/a\04\999\");
    }

    [Theory]
    [InlineData("noatime,ro", "rw,noatime", "ro")]
    [InlineData("ro,rw", "rw", "")]
    [InlineData("defaults,size=1G,nodev,dev,exec", "rw,nosuid,noexec", "exec")]
    public void An_option_that_is_not_in_force(string wanted, string shown, string missing) =>
        string.Join(',', FlagOptions.Missing([.. wanted.Split(',')], [.. shown.Split(',')])).ShouldBe(missing);

    private static void Block(TextLines lines, Action<BlockEdit, TextLines> edit)
    {
        var block = new BlockEdit("#", "x");
        if (block.Problem(lines) is null)
            edit(block, lines);
    }

    private static string Make(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(8); count > 0; count--)
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(4) == 0 ? "\r\n" : "\n");
        return random.Next(3) == 0 ? text.Append(Pieces[random.Next(Pieces.Length)]).ToString() : text.ToString();
    }

    private static string Apply(string edit, string text) => Edited(text, Edits[edit]);

    private static string Edited(string text, Action<TextLines> edit)
    {
        var lines = new TextLines(Encoding.UTF8.GetBytes(text));
        edit(lines);
        return Encoding.UTF8.GetString(lines.ToBytes());
    }

    private static string[] Lines(string text) => text.Split('\n');

    /// <summary>With their ends, but for the end of the last one, which a line behind it needs.</summary>
    private static string Others(string text, Predicate<string> mine) =>
        string.Join('\n', Lines(text.TrimEnd('\r', '\n')).Where(line => !mine(line.TrimEnd('\r')))).TrimEnd('\r', '\n');
}
