using Converge.Language.Values;

namespace Converge.Plans;

/// <summary>A property that is not as it should be.</summary>
/// <param name="Before">As it is; null if there is nothing.</param>
public sealed record Change(string Property, Value Before, Value After)
{
    public override string ToString() => $"{Property}: {Show(Before)} -> {Show(After)}";

    private static string Show(Value value) => value.IsNull ? "absent" : value.ToString();
}
