using Converge.Resources;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class ResourceIdTests
{
    [Theory]
    [InlineData("service[nginx]", "service", "nginx")]
    [InlineData("nginx.site[www.example.com]", "nginx.site", "www.example.com")]
    [InlineData("file[/etc/a[1]]", "file", "/etc/a[1]")]
    public void What_is_printed_can_be_read(string text, string type, string title)
    {
        ResourceId.TryParse(text, out var id).ShouldBeTrue();
        id.ShouldBe(new(type, title));
        id.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nginx")]
    [InlineData("[nginx]")]
    [InlineData("service[]")]
    [InlineData("service[nginx")]
    public void What_is_no_id_is_refused(string text) => ResourceId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Another_title_is_another_id()
    {
        var id = new ResourceId("file", "/a");
        var set = new HashSet<ResourceId> { id };
        var other = id with { Title = "/b" };
        set.ShouldNotContain(other);
        set.ShouldContain(other with { Title = "/a" });
        set.ShouldNotContain(id with { Type = "link" });
    }
}
