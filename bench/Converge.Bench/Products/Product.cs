using Converge.Language.Values;

namespace Converge.Bench.Products;

/// <summary>What the list shows, and the same data in the form that each engine likes best.</summary>
public sealed record Product(string Sku, string Name, double Price, int Stock, string Description)
{
    private const int Count = 500;

    private const string LoremIpsum =
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua.";

    public static Product[] All { get; } = [.. Enumerable.Range(1, Count).Select(static number =>
        new Product($"p{number}", $"Name{number}", (number * 100 + 99) / 100.0, number % 50, LoremIpsum))];

    public static ScriptObject AsModel() => new ScriptObject
    {
        { "products", Value.From(new ScriptArray(All.Select(static product => Value.From(product.AsObject())))) },
    }.Freeze();

    public static Dictionary<string, object?> AsDictionary() => new(StringComparer.Ordinal)
    {
        ["products"] = All.Select(static object? (product) => product.AsMembers()).ToList(),
    };

    private ScriptObject AsObject() => new()
    {
        { "sku", Value.From(Sku) },
        { "name", Value.From(Name) },
        { "price", Value.From(Price) },
        { "stock", Value.From(Stock) },
        { "description", Value.From(Description) },
    };

    private Dictionary<string, object?> AsMembers() => new(StringComparer.Ordinal)
    {
        ["sku"] = Sku,
        ["name"] = Name,
        ["price"] = Price,
        ["stock"] = Stock,
        ["description"] = Description,
    };
}
