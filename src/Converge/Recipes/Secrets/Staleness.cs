using System.Collections.Immutable;

namespace Converge.Recipes.Secrets;

/// <summary>How those for whom a value is encrypted differ from those who should be able to decrypt it now.</summary>
/// <param name="Missing">They should, and cannot.</param>
/// <param name="Left">They can, and should not any more: whoever had the file knows the value.</param>
/// <param name="IsUnknown">Whether the value does not say for whom it is.</param>
public sealed record Staleness(ImmutableArray<string> Missing, ImmutableArray<string> Left, bool IsUnknown)
{
    public bool IsStale => IsUnknown || !Missing.IsEmpty || !Left.IsEmpty;

    public static Staleness Of(SealedValue value, ImmutableArray<Recipient> recipients)
    {
        ArgumentNullException.ThrowIfNull(value);
        var wanted = Sealing.MarksOf(recipients);
        return new([.. wanted.Except(value.For)], [.. value.For.Except(wanted)], value.For.IsEmpty);
    }

    public override string ToString() => IsUnknown
        ? "it does not say for whom it is encrypted"
        : string.Join(", and ", new[] { Missing.IsEmpty ? null : $"not for {string.Join(", ", Missing)}", Left.IsEmpty ? null : $"still for {string.Join(", ", Left)}" }.OfType<string>());
}
