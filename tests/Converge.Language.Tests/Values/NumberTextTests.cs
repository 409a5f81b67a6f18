using System.Globalization;
using Converge.Language.Values;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Values;

/// <summary>Numbers with few decimals are printed by a way of their own; it must not show.</summary>
public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-1.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(-0.05)]
    [InlineData(0.005)]
    [InlineData(0.30000000000000004)]
    [InlineData(123456789.12)]
    [InlineData(9999999999999.99)]
    [InlineData(99999999999999.98)]
    [InlineData(1e15)]
    [InlineData(123456789012345680)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_double_is_the_shortest_text_that_reads_back(double number) => ShouldPrintAsDotNet(number);

    [Fact]
    public void So_is_every_number_of_cents()
    {
        ShouldPrintAsDotNet(-0.0);
        for (var cents = -100_000; cents <= 100_000; cents++)
            ShouldPrintAsDotNet(cents / 100.0);
    }

    [Fact]
    public void So_is_any_double() =>
        Prop.ForAll<long, long>(static (bits, cents) =>
        {
            ShouldPrintAsDotNet(BitConverter.Int64BitsToDouble(bits));
            ShouldPrintAsDotNet(cents / 100.0);
            ShouldPrintAsDotNet(Math.BitIncrement(cents / 100.0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static void ShouldPrintAsDotNet(double number) => Value.From(number).ToString().ShouldBe(number.ToString(CultureInfo.InvariantCulture));
}
