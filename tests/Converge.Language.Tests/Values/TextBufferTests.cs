using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Values;

public sealed class TextBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void It_takes_as_much_as_its_limit_and_not_one_character_more(int limit)
    {
        using var buffer = new TextBuffer(limit);
        buffer.Append(new string('a', limit / 2));
        for (var length = limit / 2; length < limit; length++)
            buffer.Append('b');
        buffer.Append("");
        Should.Throw<LimitException>(() => buffer.Append('c'));
        Should.Throw<LimitException>(() => buffer.Append("c"));
        Should.Throw<LimitException>(() => buffer.Append(1));
        Should.Throw<LimitException>(() => buffer.Append(1.5));
        buffer.ToString().ShouldBe(new string('a', limit / 2) + new string('b', limit - limit / 2));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public void A_number_that_just_fits_fits(int limit)
    {
        using var buffer = new TextBuffer(limit);
        buffer.Append(new string('a', limit - 3));
        buffer.Append(-42);
        buffer.Length.ShouldBe(limit);
        buffer.Truncate(limit - 3);
        buffer.Append(4.2);
        buffer.ToString().ShouldEndWith("4.2");
        buffer.Truncate(limit - 3);
        Should.Throw<LimitException>(() => buffer.Append(1234));
        buffer.Length.ShouldBe(limit - 3);
    }
}
