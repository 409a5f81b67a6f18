using Converge.Linux.Machine.Apt;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine.Apt;

public class VersionRangeTests
{
    [Theory]
    [InlineData("1.24.0-2", "1.24.0-2", true)]
    [InlineData("1.24.0-2", "1.24.0-3", false)]
    [InlineData("1.0", "0:1.0-0", true)]
    [InlineData(">=1.2, <2.0", "1.2", true)]
    [InlineData(">=1.2, <2.0", "1.2~rc1", false)]
    [InlineData(">=1.2, <2.0", "2.0~rc1", true)]
    [InlineData(">=1.2, <2.0", "2.0-1", false)]
    [InlineData(">1.2, =1.3", "1.3", true)]
    [InlineData("1.24.*", "1.24.0-2+b1", true)]
    [InlineData("1.24.*", "1.240.1", false)]
    [InlineData("1.24.*", "1:1.24.1", false)]
    [InlineData("<=1.24.*", "1.24.9-1", true)]
    [InlineData("<=1.24.*", "1.25", false)]
    [InlineData("<1.24.*", "1.24.0", false)]
    [InlineData("<1.24.*", "1.23.9", true)]
    [InlineData(">1.24.*", "1.24.9", false)]
    [InlineData(">1.24.*", "1.25", true)]
    [InlineData(">=1.24.*", "1.24.0", true)]
    public void What_is_in_it(string range, string version, bool isIn) => VersionRange.Of(range).Contains(version).ShouldBe(isIn);

    [Fact]
    public void The_newest_of_many()
    {
        VersionRange.Of("<2").Newest(["1.9", "1.10", "2.0", "1.10~rc1"]).ShouldBe("1.10");
        VersionRange.Of(">3").Newest(["1.9"]).ShouldBeNull();
    }

    [Fact]
    public void Exactly_one_is_told()
    {
        VersionRange.Of("1.2-3").Exact.ShouldBe("1.2-3");
        VersionRange.Of("1.2.*").Exact.ShouldBeNull();
        VersionRange.Of(">=1.2").Exact.ShouldBeNull();
    }
}
