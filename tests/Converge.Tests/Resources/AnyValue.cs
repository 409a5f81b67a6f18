using System.Numerics;
using Converge.Language.Values;

namespace Converge.Tests.Resources;

/// <summary>Values of every kind, made by chance: what is nearly right, and what no recipe would give.</summary>
internal sealed class AnyValue(Random random, IReadOnlyList<Value> samples)
{
    private const int DeepestNesting = 3;

    public Value Next(int depth = 0) => random.Next(depth < DeepestNesting ? 16 : 13) switch
    {
        < 4 => samples[random.Next(samples.Count)],
        < 8 => Value.From(Changed(samples[random.Next(samples.Count)].ToString())),
        8 => Value.Text("hush", secret: true),
        9 => Value.From(random.Next(-2, 70000)),
        10 => Value.From(random.Next(2) == 0),
        11 => Odd(),
        12 => Value.From(Changed("")),
        13 => Value.From(new ScriptArray(Enumerable.Range(0, random.Next(4)).Select(_ => Next(depth + 1)))),
        _ => Value.From(Members(depth)),
    };

    private ScriptObject Members(int depth)
    {
        var members = new ScriptObject();
        for (var count = random.Next(4); count > 0; count--)
            members.Set(Changed(random.Next(3) == 0 ? "configure" : "A"), Next(depth + 1));
        return members;
    }

    private Value Odd()
    {
        switch (random.Next(12))
        {
            case 0:
                return Value.Empty;
            case 1:
                return Value.Null;
            case 2:
                return Value.From(double.NaN);
            case 3:
                return Value.From(BigInteger.Pow(10, 40));
            case 4:
                return Value.From(DateTime.UnixEpoch);
            case 5:
                return Value.From(TimeSpan.FromTicks(random.NextInt64(-10, long.MaxValue)));
            case 6:
                return Value.From(1.50m);
            case 7:
                return Value.From(1.5f);
            case 8:
                return Value.From(ScriptRange.Integers(1, 100_000_000, descending: false));
            case 9:
                var endless = new ScriptArray();
                endless.Add(Value.From(endless));
                return Value.From(endless);
            case 10:
                return Value.From(long.MinValue);
            default:
                return Value.From(new string('x', 5000));
        }
    }

    private string Changed(string text)
    {
        const string Pieces = "/.:,-=*'\"\\ \t\n\0@$%[]()0189azAZ_~<>ü\uD800";
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(3) == 0 && at < text.Length ? text.Remove(at, 1) : text.Insert(at, Pieces[random.Next(Pieces.Length)].ToString());
        }
        return text;
    }
}
