using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;

namespace Converge.Testing.Queries;

/// <summary>Queries and documents made by chance, of few enough words that they often meet.</summary>
public sealed class QueryGrammar(Random random)
{
    private static readonly string[][] Fields =
    [
        ["name"], ["roles"], ["role"], ["environment"], ["ready"], ["seen"], ["ip"], ["facts"], ["facts", "memory"], ["facts", "disks", "size"], ["app", "version"], ["odd.one", "AND"], ["-x y", "a:b"], ["none"],
    ];

    private static readonly string[] Words =
    [
        "app", "app1", "app12", "worker", "db-primary", "production", "AND", "and", "NOT", "TO", "", "*", "a*b", "true", "false", "1", "2", "2.0", "2.10", "2.1-rc1", "-5", "0640", "4G", "4096M", "10m", "1h", "1d", "3600", "4294967296",
        "10.0.0.1", "10.0.0.0/8", "10.0.0.7/24", "fe80::1", "2026-01-02", "2026-01-02T11:55:00Z", "a b", "\"", "\\", "(x)", "<3", "x=y", "é\n", "a?c", "null", "9999999999999999999999999999999",
    ];

    private static readonly string[] Patterns = ["a*", "app?", "*1*", "*\\**", "?", "\\\\*", "* *", "*)", "db*y", "1*", "AND*"];

    public Condition Condition(int depth) => random.Next(depth > 0 ? 7 : 3) switch
    {
        3 or 4 => new AllOf([.. Parts(depth - 1).Where(static part => part is not AllOf)]) is { Parts.Length: > 1 } all ? all : Condition(0),
        5 => new AnyOf([.. Parts(depth - 1).Where(static part => part is not AnyOf)]) is { Parts.Length: > 1 } any ? any : Condition(0),
        6 => new Not(Condition(depth - 1)),
        _ => new FieldCondition(new Field(Pick(Fields)), Test()),
    };

    public NodeDocument Document(string name)
    {
        var fields = new ScriptObject { { "name", Value.From(name) } };
        foreach (var path in Fields.Skip(1).Where(static path => path[0] != "role"))
        {
            if (random.Next(3) > 0)
                Put(fields, path);
        }
        return new(name, fields);
    }

    public string Name() => Pick(Words) is { Length: > 0 } word ? word : $"app{random.Next(300)}";

    private void Put(ScriptObject fields, string[] path)
    {
        foreach (var key in path[..^1])
        {
            if (!fields.TryGet(key, out var inner) || inner.Kind != ValueKind.Object)
                fields.Set(key, inner = Value.From(new ScriptObject()));
            fields = inner.AsObject();
        }
        fields.Set(path[^1], AnyValue(3));
    }

    private Value AnyValue(int depth) => random.Next(depth > 0 ? 12 : 10) switch
    {
        0 => Value.From(random.Next(-5, 5)),
        1 => Value.From(4294967296L),
        2 => Value.From(random.Next(10) / 2.0),
        3 => Value.From(random.Next(2) == 0),
        4 => random.Next(2) == 0 ? Value.Null : Value.From(2.0m),
        5 => random.Next(2) == 0 ? Value.From(new DateTime(2026, 1, 2, 11, 55, 0, DateTimeKind.Utc)) : Value.From(TimeSpan.FromMinutes(10)),
        10 or 11 => Value.From(new ScriptArray(Enumerable.Range(0, random.Next(4)).Select(_ => AnyValue(depth - 1)))),
        _ => Value.From(Pick(Words)),
    };

    private IEnumerable<Condition> Parts(int depth) => Enumerable.Range(0, random.Next(2, 5)).Select(_ => Condition(depth));

    private ValueTest Test() => random.Next(8) switch
    {
        0 => new Exists(),
        1 => new Like(Pick(Patterns)),
        2 or 3 when Ordered() is { } literal => new Compared((Comparison)random.Next(4), literal),
        4 => Range(random.Next(3) > 0 ? Ordered() : null, random.Next(3) > 0 ? Ordered() : null),
        _ => new EqualTo(new(Pick(Words))),
    };

    private ValueTest Range(Literal? from, Literal? to) => from is null && to is null
        ? new Exists()
        : new Within(from is null ? null : new(from, random.Next(2) == 0), to is null ? null : new(to, random.Next(2) == 0));

    private Literal? Ordered() => new Literal(Pick(Words)) is { HasOrder: true } literal ? literal : null;

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}
