using System.Globalization;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>users</c>: the <c>count</c> of accounts for people, as the system numbers them: from 1000 on.</summary>
public sealed class UsersFact(string root = "/") : IFact
{
    private const uint FirstPerson = 1000;
    private const uint LastPerson = 59_999;

    public string Name => "users";

    public Value Read()
    {
        var path = Path.Combine(root, "etc/passwd");
        var count = File.Exists(path) ? File.ReadLines(path).Count(IsPerson) : 0;
        return Value.From(new ScriptObject { ["count"] = Value.From(count) });
    }

    private static bool IsPerson(string line) =>
        line.Split(':') is [_, _, var number, ..] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid is >= FirstPerson and <= LastPerson;
}
