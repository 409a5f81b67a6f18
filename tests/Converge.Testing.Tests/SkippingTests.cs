using Shouldly;
using Xunit;

namespace Converge.Testing.Tests;

public sealed class SkippingTests
{
    [Fact]
    public void A_program_is_found_in_the_path()
    {
        InstalledProgram.Find("sh").ShouldNotBeNull();
        InstalledProgram.Find("no-such-program").ShouldBeNull();
    }

    [Fact]
    public void Absent_shared_data_is_named() =>
        SharedData.WhyAbsent("no/such/data")!.ShouldStartWith($"no '{SharedData.PathOf("no/such/data")}': shared data is not part of this tree");

    [Fact]
    public void The_attributes_know_what_is_missing()
    {
        new SharedDataTheoryAttribute("no/such/data").Skip.ShouldNotBeNull();
        new ProgramFactAttribute("sh").Skip.ShouldBeNull();
        if (Environment.GetEnvironmentVariable("CI") != "true")
            new ProgramFactAttribute("sh", "no-such-program").Skip.ShouldBe("needs 'no-such-program' in PATH");
        else
            new ProgramFactAttribute("sh", "no-such-program").Skip.ShouldBeNull();
    }
}
