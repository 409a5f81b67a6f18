using Converge.Language.Text;
using Converge.Recipes.Versions;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Versions;

/// <summary>A <c>lock</c> file, what is wrong with it, and, against the lock <c>before</c>, what has changed.</summary>
public sealed class LockFileTests
{
    private static readonly CaseKind Locks = new(Inputs: ["lock", "before"], Expectations: ["written", "changes", "errors"]);

    [Theory]
    [CaseData("Recipes/Versions/Locks")]
    public void A_lock_is_read_as_the_case_says(CaseLocation location) => Locks.Check(location, static test =>
    {
        var diagnostics = new DiagnosticBag();
        var read = LockFile.Read(SourceText.From("x.lock.yaml", test["lock"]), diagnostics);
        var before = test.Find("before") is { } old ? LockFile.Read(SourceText.From("before", old.Text), diagnostics) : null;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["written"] = read is null || read.Write() == test["lock"] ? "" : read.Write(),
            ["changes"] = string.Concat(before is null ? [] : read!.ChangesSince(before).Select(static c => $"{c}\n")),
            ["errors"] = string.Concat(diagnostics.Sorted().Select(static d => $"{d}\n")),
        };
    });

    [Fact]
    public void What_is_written_reads_as_the_same_also_where_a_hash_looks_like_a_number()
    {
        var hash = "1234567890123456789012345678901234567e10";
        var text = $"# written by converge lock; do not edit\nrecipes:\n  base:\n    version: 1.0.0\n    tree: \"{hash}\"\n";
        var read = LockFile.Read(SourceText.From("x", text), []);
        read!.Recipes["base"].Tree.ShouldBe(hash);
        LockFile.Read(SourceText.From("x", read.Write()), [])!.Write().ShouldBe(read.Write());
    }
}
