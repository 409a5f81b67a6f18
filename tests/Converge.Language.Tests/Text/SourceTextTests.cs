using Converge.Language.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Text;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("", new[] { "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a", "" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b", "" })]
    [InlineData("a\rb\r", new[] { "a", "b", "" })]
    [InlineData("a\r\r\n\n\rb", new[] { "a", "", "", "", "b" })]
    [InlineData("\u2028\u0085\v\f", new[] { "\u2028\u0085\v\f" })]
    public void A_line_ends_with_lf_crlf_or_cr(string text, string[] lines)
    {
        var source = SourceText.From("f", text);
        source.LineCount.ShouldBe(lines.Length);
        for (var i = 0; i < lines.Length; i++)
            source.Line(i + 1).ShouldBe(lines[i]);
    }

    [Fact]
    public void A_line_that_is_not_there_is_empty()
    {
        var source = SourceText.From("f", "a\nb");
        source.Line(0).ShouldBe("");
        source.Line(-1).ShouldBe("");
        source.Line(3).ShouldBe("");
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(4, 2, 3)]
    [InlineData(5, 2, 4)]
    [InlineData(6, 3, 1)]
    [InlineData(8, 4, 1)]
    [InlineData(9, 4, 2)]
    [InlineData(99, 4, 2)]
    [InlineData(-1, 1, 1)]
    public void A_position_is_a_line_and_a_column(int offset, int line, int column) =>
        SourceText.From("f", "a\nbc\r\nd\re").Span(offset).ShouldBe(new SourceSpan("f", line, column));

    [Fact]
    public void The_byte_order_mark_is_no_part_of_the_text()
    {
        var source = SourceText.From("f", "\uFEFFab");
        source.Text.ShouldBe("ab");
        source.Span(1).ShouldBe(new SourceSpan("f", 1, 2));
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(0, 9, 5)]
    [InlineData(4, 3, 1)]
    [InlineData(5, 3, 1)]
    [InlineData(7, 9, 2)]
    [InlineData(7, 0, 1)]
    [InlineData(7, int.MaxValue, 2)]
    public void A_length_ends_with_the_line(int offset, int length, int expected) =>
        SourceText.From("f", "line1\r\nl2").Span(offset, length).Length.ShouldBe(expected);

    [Fact]
    public void An_embedded_text_answers_with_positions_of_the_file()
    {
        var file = SourceText.From("f", "a: \"x\\ty\"\nb: |\n  one\n  two\n");
        var escaped = file.Embed("x\ty", [new(0, 4), new(1, 5), new(2, 7)]);
        escaped.Span(0).ShouldBe(new SourceSpan("f", 1, 5));
        escaped.Span(1).ShouldBe(new SourceSpan("f", 1, 6));
        escaped.Span(2).ShouldBe(new SourceSpan("f", 1, 8));
        escaped.Span(0, 3).ShouldBe(new SourceSpan("f", 1, 5, 4));
        var block = file.Embed("one\ntwo\n", [new(0, 17), new(4, 23)]);
        block.Span(4, 3).ShouldBe(new SourceSpan("f", 4, 3, 3));
        block.Span(0, 7).ShouldBe(new SourceSpan("f", 3, 3, 3));
        block.Line(4).ShouldBe("  two");
        block.LineCount.ShouldBe(3);
    }

    [Fact]
    public void Embedded_texts_can_be_nested()
    {
        var file = SourceText.From("f", "0123456789");
        var inner = file.Embed("3456789", [new(0, 3)]).Embed("89", [new(0, 5)]);
        inner.Span(1).ShouldBe(new SourceSpan("f", 1, 10));
        inner.Path.ShouldBe("f");
    }

    [Fact]
    public void Segments_are_found_once_and_only_for_a_position()
    {
        var asked = 0;
        var text = SourceText.From("f", "abc").Embed("c", () =>
        {
            asked++;
            return [new(0, 2)];
        });
        text.Text.ShouldBe("c");
        text.LineCount.ShouldBe(1);
        asked.ShouldBe(0);
        text.Span(0).Column.ShouldBe(3);
        text.Span(0).Column.ShouldBe(3);
        asked.ShouldBe(1);
    }

    [Fact]
    public void Any_position_in_any_text_is_that_of_its_line() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            ArbMap.Default.ArbFor<NonNegativeInt>(),
            (text, offset) =>
            {
                var source = SourceText.From("f", text.Get.Replace('a', '\n').Replace('b', '\r'));
                var at = Math.Min(offset.Get, source.Text.Length);
                var span = source.Span(at, 5);
                return span.Line <= source.LineCount
                    && (at == source.Text.Length || source.Text[at] is '\r' or '\n' || source.Line(span.Line)[span.Column - 1] == source.Text[at]);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_very_long_line_is_no_slower_than_many()
    {
        var source = SourceText.From("f", new string('x', 10_000_000) + "\n" + new string('y', 10));
        for (var i = 0; i < 1000; i++)
            source.Span(i * 10_000, 100).Line.ShouldBe(1);
        source.LineSpan(1).Length.ShouldBe(10_000_000);
    }
}
