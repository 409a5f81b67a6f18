using Converge.Language.Text;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Text;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_no_diff() => UnifiedDiff.Of("a\n", "a\n", "x", "y").ShouldBeEmpty();

    [Fact]
    public void Distant_changes_are_apart_and_near_ones_together()
    {
        var old = Numbers(1, 20);
        var changed = old.Replace("2\n3\n", "2\n", StringComparison.Ordinal).Replace("7\n", "seven\n", StringComparison.Ordinal) + "21\n";
        UnifiedDiff.Of(old, changed.Replace("1seven\n", "17\n", StringComparison.Ordinal), "a", "b").ShouldBe(
            "--- a\n+++ b\n@@ -1,10 +1,9 @@\n 1\n 2\n-3\n 4\n 5\n 6\n-7\n+seven\n 8\n 9\n 10\n@@ -18,3 +17,4 @@\n 18\n 19\n 20\n+21\n");
    }

    [Fact]
    public void What_cannot_be_seen_is_made_visible() =>
        UnifiedDiff.Of("a\r\nb\n", "a\nb", "x", "y").ShouldBe("--- x\n+++ y\n@@ -1,2 +1,2 @@\n-a␍\n-b\n+a\n+b\n\\ no newline at the end\n");

    [Fact]
    public void Everything_or_nothing() =>
        UnifiedDiff.Of("", "a\nb\n", "x", "y").ShouldBe("--- x\n+++ y\n@@ -0,0 +1,2 @@\n+a\n+b\n");

    private static string Numbers(int first, int last) => string.Concat(Enumerable.Range(first, last).Select(n => $"{n}\n"));
}
