using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Values;

/// <summary>A secret is found wherever it is, and nothing that a value may be makes the search fail.</summary>
public class SecretSearchTests
{
    private static readonly Value Secret = Value.Text("a", secret: true);

    [Fact]
    public void Plain_values_hold_none()
    {
        foreach (var value in new[] { Value.Null, Value.From("a"), Value.From(1), Value.From(ScriptRange.Integers(0, int.MaxValue, descending: false)), List(Value.From("a")) })
            SecretSearch.HoldsSecret(value).ShouldBeFalse();
        SecretSearch.HoldsSecret(Secret).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void At_any_depth(int depth)
    {
        SecretSearch.HoldsSecret(Nested(Value.From("a"), depth)).ShouldBeFalse();
        SecretSearch.HoldsSecret(Nested(Secret, depth)).ShouldBeTrue();
    }

    [Fact]
    public void In_properties_of_a_list_and_in_lazy_ones()
    {
        var list = new ScriptArray();
        list.GetOrAddProperties().Set("a", Secret);
        SecretSearch.HoldsSecret(Value.From(list)).ShouldBeTrue();
        SecretSearch.HoldsSecret(Value.From(ScriptRange.Lazy([Value.From(1), List(Secret)]))).ShouldBeTrue();
    }

    [Fact]
    public void What_contains_itself_is_searched_once()
    {
        var (list, members) = (new ScriptArray(), new ScriptObject());
        list.Add(Value.From(members));
        members.Set("list", Value.From(list));
        SecretSearch.HoldsSecret(Value.From(list)).ShouldBeFalse();
        members.Set("secret", Secret);
        SecretSearch.HoldsSecret(Value.From(list)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_shared_many_times_is_searched_once()
    {
        var value = List(Value.From("a"));
        for (var level = 0; level < 100; level++)
            value = List(value, value);
        SecretSearch.HoldsSecret(value).ShouldBeFalse();
    }

    [Fact]
    public void What_is_lazy_has_to_have_an_end() => Should.Throw<LimitException>(static () => SecretSearch.HoldsSecret(Endless()));

    private static Value Endless() => Value.From(ScriptRange.Lazy(Enumerable.Range(0, 1).Select(static _ => Endless())));

    private static Value List(params ReadOnlySpan<Value> items) => Value.From(new ScriptArray(items.ToArray()));

    private static Value Nested(Value value, int depth)
    {
        for (var level = 0; level < depth; level++)
            value = level % 2 == 0 ? List(value) : Value.From(new ScriptObject { { "a", value } });
        return value;
    }
}
