using Converge.Language.Text;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Text;

public sealed class DiagnosticBagTests
{
    private static readonly SourceText A = SourceText.From("a", "one\ntwo\nthree");
    private static readonly SourceText B = SourceText.From("B", "one");

    [Fact]
    public void Sorted_is_by_file_and_position_and_keeps_the_order_of_one_place()
    {
        var bag = new DiagnosticBag();
        bag.Error(A.Span(8), "5");
        bag.Error(A.Span(5), "3");
        bag.Warning(A.Span(5), "4");
        bag.Error(A.Span(0), "2");
        bag.Error(B.Span(0), "1");
        bag.Sorted().Select(d => d.Message).ShouldBe(["1", "2", "3", "4", "5"]);
        bag.Select(d => d.Message).ShouldBe(["5", "3", "4", "2", "1"]);
        bag.Count.ShouldBe(5);
    }

    [Fact]
    public void Warnings_are_no_errors()
    {
        var bag = new DiagnosticBag();
        bag.HasErrors.ShouldBeFalse();
        bag.Warning(A.Span(0), "w");
        bag.HasErrors.ShouldBeFalse();
        bag.AddRange([Diagnostic.Warning(A.Span(0), "w"), Diagnostic.Error(A.Span(0), "e")]);
        bag.HasErrors.ShouldBeTrue();
    }
}
