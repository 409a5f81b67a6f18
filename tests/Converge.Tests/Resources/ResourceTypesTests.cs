using Converge.Language.Values;
using Converge.Resources;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class ResourceTypesTests
{
    private static readonly string[] CommonKeys = ["when", "for_each", "as", "notify", "after", "include", "secret", "guard", "ignore_failure"];

    [Fact]
    public void No_property_is_called_like_a_key_that_all_entries_have() =>
        ResourceTypes.All.SelectMany(static s => s.Properties).Select(static p => p.Name).Intersect(CommonKeys).ShouldBeEmpty();

    [Fact]
    public void No_property_is_called_like_its_type() => ResourceTypes.All.Where(static s => s.Find(s.Name) is not null).ShouldBeEmpty();

    [Fact]
    public void No_two_types_have_each_other_as_a_property() =>
        ResourceTypes.All.Where(static a => a.Properties.Any(p => ResourceTypes.Find(p.Name)?.Find(a.Name) is not null)).ShouldBeEmpty();

    [Fact]
    public void A_list_of_words_as_a_title_is_quoted_as_for_a_shell() =>
        ResourceTypes.TitleText(Value.From(new ScriptArray([Value.From("echo"), Value.From("it's"), Value.From("")]))).ShouldBe("echo 'it'\\''s' ''");
}
