using System.Text;
using Converge.Linux.Machine.Apt;
using Converge.Testing;
using Shouldly;
using Xunit;
using Xunit.Sdk;

namespace Converge.Linux.Tests.Machine.Apt;

/// <summary>The order of versions, against dpkg itself and against the library of its authors, which can take many at once.</summary>
public class DebianVersionTests
{
    private const int PairsForDpkg = 500;
    private const int PairsForPerl = 100_000;

    private static readonly string[] Pieces =
        ["0", "1", "2", "9", "10", "00", "01", "007", "123456789012345678901234567890", "99999999999999999999", ".", "+", "~", "~~", "a", "b", "z", "A", "Z", "rc", "beta", "dfsg", "deb12u", "ubuntu", "+b", "-"];

    // What dpkg's own tests are about, and what versions of Debian look like.
    [Theory]
    [InlineData("1.0", "=", "1.0-0")]
    [InlineData("1.0", "=", "0:1.0")]
    [InlineData("0:0-0", "=", "0:0-00")]
    [InlineData("0:00-0", "=", "0:0-0")]
    [InlineData("1.0", "<", "1.0-1")]
    [InlineData("1.0~rc1", "<", "1.0")]
    [InlineData("1.0~~", "<", "1.0~")]
    [InlineData("1.0~~", "<", "1.0~~a")]
    [InlineData("1.0~", "<", "1.0")]
    [InlineData("1.0a", "<", "1.0b")]
    [InlineData("1.0", "<", "1.0a")]
    [InlineData("1.0a", "<", "1.0+")]
    [InlineData("1.0Z", "<", "1.0a")]
    [InlineData("1:0", ">", "999")]
    [InlineData("1.9", "<", "1.10")]
    [InlineData("1.09", "=", "1.9")]
    [InlineData("1.2.3", ">", "1.2")]
    [InlineData("12345678901234567890123", "<", "12345678901234567890124")]
    [InlineData("2.36-9+deb12u4", "<", "2.36-9+deb12u10")]
    [InlineData("1.24.0-2~bpo12+1", "<", "1.24.0-2")]
    [InlineData("1-2-3", ">", "1-2")]
    [InlineData("0:1.0-1-1", "<", "0:1.0-2-0")]
    [InlineData("6.1.0-18", "<", "6.1.0-18+b1")]
    [InlineData("2147483647:1", ">", "1:9")]
    public void Special_cases(string a, string sign, string b)
    {
        Sign(a, b).ShouldBe(sign);
        Sign(b, a).ShouldBe(sign switch { "<" => ">", ">" => "<", _ => "=" });
    }

    [ProgramFact("dpkg")]
    public async Task It_is_the_order_of_dpkg()
    {
        var questions = new StringBuilder();
        foreach (var (a, b) in Pairs(PairsForDpkg * Fuzz.Factor))
            questions.Append($"dpkg --compare-versions '{a}' '{Word(Sign(a, b))}' '{b}' || echo '{a}' is not '{Word(Sign(a, b))}' '{b}'\n");
        var run = await ProgramRun.Of(new ProgramRun.Start("sh") { Input = questions.ToString() });
        (run.Output + run.Error).ShouldBeEmpty();
    }

    [DpkgLibraryFact]
    public async Task It_is_the_order_of_the_library_of_dpkgs_authors()
    {
        const string Script = "use Dpkg::Version; while (<>) { chomp; my ($a, $b) = split /\\|/; print version_compare($a, $b) <=> 0, \"\\n\"; }";
        var pairs = Pairs(PairsForPerl * Fuzz.Factor).ToList();
        var run = await ProgramRun.Of(new ProgramRun.Start("perl", "-e", Script) { Input = string.Concat(pairs.Select(static pair => $"{pair.A}|{pair.B}\n")) });
        run.Error.ShouldBeEmpty();
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(pairs.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i] != $"{Math.Sign(DebianVersion.Compare(pairs[i].A, pairs[i].B))}")
                throw new XunitException($"'{pairs[i].A}' and '{pairs[i].B}' are {answers[i]}, and here {Sign(pairs[i].A, pairs[i].B)}");
        }
    }

    [Fact]
    public void It_is_an_order()
    {
        var versions = Pairs(200).SelectMany(static pair => new[] { pair.A, pair.B }).ToList();
        versions.Sort(DebianVersion.Compare);
        for (var i = 0; i < versions.Count; i++)
        {
            for (var j = i; j < versions.Count; j++)
                DebianVersion.Compare(versions[i], versions[j]).ShouldBeLessThanOrEqualTo(0, $"{versions[i]} {versions[j]}");
        }
    }

    private static string Sign(string a, string b) => Math.Sign(DebianVersion.Compare(a, b)) switch { < 0 => "<", > 0 => ">", _ => "=" };

    private static string Word(string sign) => sign switch { "<" => "lt", ">" => "gt", _ => "eq" };

    /// <summary>Half of them differ in one place only: those that share much are the hard ones.</summary>
    private static IEnumerable<(string A, string B)> Pairs(int count)
    {
        var random = Fuzz.IsThorough ? new Random() : new Random(2026);
        for (var i = 0; i < count; i++)
        {
            var a = Any(random);
            yield return (a, random.Next(2) == 0 ? Any(random) : Near(a, random));
        }
    }

    private static string Any(Random random)
    {
        var text = new StringBuilder(random.Next(4) == 0 ? $"{random.Next(3)}:" : "").Append(random.Next(10));
        for (var i = random.Next(8); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        // Nothing may be missing behind the last hyphen.
        return text.Append(text[^1] == '-' ? "0" : "").ToString();
    }

    private static string Near(string version, Random random)
    {
        var start = version.IndexOf(':', StringComparison.Ordinal) + 2;
        var at = random.Next(start, version.Length + 1);
        var near = random.Next(2) == 0 && at < version.Length ? version.Remove(at, 1) : version.Insert(at, Pieces[random.Next(Pieces.Length)]);
        return near[^1] == '-' ? $"{near}0" : near;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class DpkgLibraryFactAttribute : FactAttribute
    {
        public DpkgLibraryFactAttribute()
        {
            if (!File.Exists("/usr/share/perl5/Dpkg/Version.pm") && Environment.GetEnvironmentVariable("CI") != "true")
                Skip = "needs libdpkg-perl";
        }
    }
}
