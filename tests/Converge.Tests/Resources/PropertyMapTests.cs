using Converge.Resources;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public sealed class PropertyMapTests
{
    [Fact]
    public void Properties_stand_in_the_order_of_their_names()
    {
        var builder = new PropertyMap<int>.Builder(capacity: 1);
        foreach (var name in new[] { "owner", "content", "mode", "a", "Z", "absent" })
            builder.Set(name, name.Length);
        var map = builder.ToMap();
        map.Keys.ShouldBe(["Z", "a", "absent", "content", "mode", "owner"]);
        map.Values.ShouldBe([1, 1, 6, 7, 4, 5]);
        map.Select(static property => (property.Key, property.Value)).ShouldBe([("Z", 1), ("a", 1), ("absent", 6), ("content", 7), ("mode", 4), ("owner", 5)]);
        map.Count.ShouldBe(6);
    }

    [Fact]
    public void What_is_given_last_counts()
    {
        var builder = new PropertyMap<string>.Builder();
        builder.Set("mode", "0644");
        builder.Set("owner", "root");
        builder.Set("mode", "0600");
        var map = builder.ToMap();
        map.Count.ShouldBe(2);
        map["mode"].ShouldBe("0600");
    }

    [Fact]
    public void What_is_removed_is_not_there()
    {
        var builder = new PropertyMap<string>.Builder();
        builder.Set("a", "1");
        builder.Set("b", "2");
        builder.Remove("a");
        builder.Remove("c");
        builder.TryGetValue("a", out _).ShouldBeFalse();
        var map = builder.ToMap();
        map.ContainsKey("a").ShouldBeFalse();
        map.GetValueOrDefault("b").ShouldBe("2");
        Should.Throw<KeyNotFoundException>(() => map["a"]);
    }

    [Fact]
    public void A_map_never_changes()
    {
        var builder = new PropertyMap<string>.Builder(capacity: 1);
        builder.Set("a", "1");
        var map = builder.ToMap();
        builder.Set("a", "2");
        builder.ToMap()["a"].ShouldBe("2");
        map.With("a", "3").With("b", "4").Keys.ShouldBe(["a", "b"]);
        map.ShouldHaveSingleItem().Value.ShouldBe("1");
        new PropertyMap<string>().ShouldBeEmpty();
    }
}
