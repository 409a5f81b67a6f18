using System.Globalization;
using Converge.Facts;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;

namespace Converge.Reports;

/// <summary>What a run was compiled from besides its commit, so that the same catalog can be made again. It stays on the machine.</summary>
public sealed record RunInputs(string Commit, string Node, string Environment)
{
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether the roles were given on a command line, and not by <c>nodes/</c>.</summary>
    public bool IsMadeUp { get; init; }

    public required FactSet Facts { get; init; }

    /// <summary>The nodes that searches were answered from; null for those that the commit declares.</summary>
    public Inventory? Inventory { get; init; }

    public DateTimeOffset Now { get; init; }

    /// <summary>The sum of the catalog's wishes, and the seed that it was made with.</summary>
    public (ulong Seed, ulong Sum) Wishes { get; init; }

    public string ToJson()
    {
        var document = new ScriptObject
        {
            ["version"] = Value.From(1),
            ["commit"] = Value.From(Commit),
            ["node"] = Value.From(Node),
            ["environment"] = Value.From(Environment),
            ["roles"] = Value.From(ScriptArray.OfTexts(Roles)),
            ["made_up"] = Value.From(IsMadeUp),
            ["now"] = Value.From(Now.ToString("O", CultureInfo.InvariantCulture)),
            ["seed"] = Value.From(Hex(Wishes.Seed)),
            ["sum"] = Value.From(Hex(Wishes.Sum)),
            ["facts"] = Value.From(Facts.Values),
        };
        if (Inventory is not null)
        {
            document.Set("inventory", Value.From(new ScriptObject
            {
                ["generation"] = Value.From(Inventory.Generation),
                ["nodes"] = Value.From(new ScriptArray(Inventory.Nodes.Select(static node => Value.From(node.Fields)))),
            }));
        }
        return JsonText.Write(Value.From(document)) + "\n";
    }

    /// <exception cref="JsonTextException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is something else.</exception>
    public static RunInputs Read(string json)
    {
        try
        {
            var document = JsonText.Read(json).AsObject();
            return new(document["commit"].AsString(), document["node"].AsString(), document["environment"].AsString())
            {
                Roles = [.. document["roles"].AsArray().Select(static role => role.AsString())],
                IsMadeUp = document["made_up"].AsBool(),
                Facts = FactSet.Of(document["facts"].AsObject()),
                Inventory = document.TryGet("inventory", out var inventory) ? InventoryReader.Read(SourceText.From("inventory", JsonText.Write(inventory)), []) : null,
                Now = DateTimeOffset.Parse(document["now"].AsString(), CultureInfo.InvariantCulture),
                Wishes = (Number(document["seed"]), Number(document["sum"])),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or InvalidCastException)
        {
            throw new FormatException($"these are not the inputs of a run: {e.Message}", e);
        }
    }

    private static string Hex(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Number(Value text) => ulong.Parse(text.AsString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
