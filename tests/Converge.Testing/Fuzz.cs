using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Converge.Testing;

/// <summary>
/// Checks a property of texts. The same texts are made each time, so that a build does not fail by chance;
/// <c>CONVERGE_FUZZ=N</c> makes N times as many, new ones each time. A failure names its seed, and
/// <c>CONVERGE_FUZZ_SEED=a,b</c> repeats it.
/// </summary>
public static class Fuzz
{
    private static readonly string? Asked = Environment.GetEnvironmentVariable("CONVERGE_FUZZ");
    private static readonly string? Seed = Environment.GetEnvironmentVariable("CONVERGE_FUZZ_SEED");

    /// <summary>How many times as much as usual is asked for.</summary>
    public static int Factor { get; } = int.TryParse(Asked, out var factor) ? Math.Max(1, factor) : 1;

    /// <summary>Whether what takes long may be tried, too.</summary>
    public static bool IsThorough => !string.IsNullOrEmpty(Asked);

    /// <param name="make">A text from a source of randomness.</param>
    /// <param name="property">Throws if it does not hold.</param>
    public static void ForAll(int texts, Func<Random, string> make, Action<string> property)
    {
        var seeds = Gen.Choose(int.MinValue, int.MaxValue);
        var arbitrary = Arb.From(seeds.Select(seed => make(new Random(seed))), Shrink);
        Check.One(Configuration(texts), Prop.ForAll(arbitrary, property));
    }

    private static Config Configuration(int texts)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(texts * Factor).WithQuietOnSuccess(true);
        if (Seed?.Split(',') is [var a, var b])
            return config.WithReplay(Number(a), Number(b));
        return IsThorough ? config : config.WithReplay(2026, 1);
    }

    private static ulong Number(string digits) => ulong.Parse(digits, CultureInfo.InvariantCulture);

    /// <summary>The text without some piece of it, large pieces first.</summary>
    private static IEnumerable<string> Shrink(string text)
    {
        for (var length = text.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= text.Length; start += length)
                yield return text.Remove(start, length);
        }
    }
}
