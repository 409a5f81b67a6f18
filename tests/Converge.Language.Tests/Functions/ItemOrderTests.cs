using System.Numerics;
using Converge.Language.Templates.Functions;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class ItemOrderTests
{
    /// <summary>Ascending. Rounding a neighbour to the type of the other would make some of them equal.</summary>
    private static readonly Value[] Ascending =
    [
        Value.Null,
        Value.From(-1e300),
        Value.From(decimal.MinValue),
        Value.From(-0.1m),
        Value.From(-5e-324),
        Value.From(0),
        Value.From(0.1m),
        Value.From(0.1),
        Value.From(0.1f),
        Value.From(1),
        Value.From(9007199254740992d),
        Value.From(9007199254740993L),
        Value.From(9007199254740993.5m),
        Value.From(long.MaxValue),
        Value.From(9223372036854775808d),
        Value.From(BigInteger.Pow(2, 63) + 1),
        Value.From(decimal.MaxValue),
        Value.From(BigInteger.Pow(2, 96)),
        Value.From(1e300),
    ];

    [Fact]
    public void Numbers_are_ordered_by_value_whatever_their_types()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
                Math.Sign(ItemOrder.Instance.Compare(Ascending[i], Ascending[j])).ShouldBe(Math.Sign(i.CompareTo(j)), $"{Ascending[i]} and {Ascending[j]}");
        }
    }

    [Fact]
    public void Equal_values_of_different_types_are_equal()
    {
        Value[] ones = [Value.From(1), Value.From(1f), Value.From(1d), Value.From(1.0m), Value.From(1.00m)];
        foreach (var one in ones)
            ones.ShouldAllBe(other => ItemOrder.Instance.Compare(one, other) == 0);
    }

    [Fact]
    public void Only_values_of_one_family_have_an_order()
    {
        ItemOrder.Covers(Value.From(1), Value.From("a")).ShouldBeFalse();
        ItemOrder.Covers(Value.From(1), Value.True).ShouldBeFalse();
        ItemOrder.Covers(Value.From(new ScriptArray()), Value.From(new ScriptArray())).ShouldBeFalse();
        ItemOrder.Covers(Value.From(1), Value.Null).ShouldBeTrue();
        ItemOrder.Covers(Value.From("a"), Value.From(new SecretText("b"))).ShouldBeTrue();
    }
}
