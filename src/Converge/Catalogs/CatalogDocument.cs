using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>
/// A catalog as a document: its canonical JSON. Equal catalogs are equal byte for byte. In the place of a secret stands a
/// hash with a key of the run: whether a secret changed can be seen within a run, and nothing can be guessed from outside.
/// </summary>
public static class CatalogDocument
{
    private const int FormVersion = 1;

    /// <param name="secretKey">Made for one run, and kept nowhere.</param>
    public static string ToJson(Catalog catalog, byte[] secretKey)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(secretKey);
        return JsonText.Write(Value.From(Of(catalog, new(secretKey))), new(Indent: 2, Sorted: true)) + "\n";
    }

    /// <summary>One resource, for whoever shows a single one.</summary>
    public static ScriptObject Of(CatalogResource resource, byte[] secretKey) => Of(resource, new Secrets(secretKey));

    private static ScriptObject Of(Catalog catalog, Secrets secrets)
    {
        var document = new ScriptObject
        {
            ["version"] = Value.From(FormVersion),
            ["node"] = Value.From(catalog.Node),
            ["environment"] = Value.From(catalog.Environment),
            ["roles"] = Texts(catalog.Roles),
            ["recipes"] = List(catalog.Recipes, recipe => Of(recipe, secrets)),
        };
        Set(document, "commit", catalog.Commit);
        SetList(document, "containers", catalog.Containers, Of);
        SetList(document, "peers", catalog.Peers, Of);
        if (!catalog.Searches.IsEmpty)
            document.Set("searches", Texts(catalog.Searches));
        return document;
    }

    private static ScriptObject Of(CatalogRecipe recipe, Secrets secrets)
    {
        var document = new ScriptObject
        {
            ["name"] = Value.From(recipe.Name),
            ["version"] = Value.From(recipe.Version),
            ["resources"] = List(recipe.Resources, resource => Of(resource, secrets)),
        };
        if (!recipe.DependsOn.IsEmpty)
            document.Set("depends_on", Texts(recipe.DependsOn));
        SetList(document, "checks", recipe.Checks, check => Of(check, secrets));
        return document;
    }

    private static ScriptObject Of(CatalogResource resource, Secrets secrets)
    {
        var document = Start(resource.Id, resource.At, resource.Properties, secrets);
        if (!resource.AlsoAt.IsEmpty)
            document.Set("also_at", Texts(resource.AlsoAt.Select(Print)));
        if (!resource.Notifies.IsEmpty)
            document.Set("notifies", Texts(resource.Notifies.Select(static n => n.ToString())));
        if (!resource.After.IsEmpty)
            document.Set("after", Texts(resource.After.Select(static id => id.ToString())));
        Set(document, "container", resource.Container?.ToString());
        SetFlag(document, "secret", resource.IsSecret);
        SetFlag(document, "ignore_failure", resource.IgnoresFailure);
        SetFlag(document, "guards_connectivity", resource.GuardsConnectivity);
        if (resource.Source is { } source)
        {
            document.Set("source", Value.From(new ScriptObject
            {
                ["name"] = Value.From(source.Name),
                ["sha256"] = Value.From(resource.IsSecret ? secrets.Hash(source.Sha256) : source.Sha256),
                ["size"] = Value.From(source.Content.Length),
            }));
        }
        return document;
    }

    private static ScriptObject Of(CatalogCheck check, Secrets secrets) => Start(check.Id, check.At, check.Properties, secrets);

    private static ScriptObject Start(ResourceId id, SourceSpan at, PropertyMap<CatalogProperty> properties, Secrets secrets)
    {
        var values = new ScriptObject(properties.Count);
        foreach (var (name, property) in properties)
            values.Set(name, secrets.Hide(property.Value));
        return new() { ["id"] = Value.From(id.ToString()), ["at"] = Value.From(Print(at)), ["properties"] = Value.From(values) };
    }

    private static ScriptObject Of(Container container)
    {
        var document = new ScriptObject
        {
            ["id"] = Value.From(container.Id.ToString()),
            ["at"] = Value.From(Print(container.At)),
            ["members"] = Texts(container.Members.Select(static id => id.ToString())),
        };
        Set(document, "container", container.Outer?.ToString());
        return document;
    }

    private static ScriptObject Of(PeerAnswer answer)
    {
        var document = new ScriptObject
        {
            ["recipe"] = Value.From(answer.Recipe),
            ["name"] = Value.From(answer.Name),
            ["query"] = Value.From(answer.Query),
            ["at"] = Value.From(Print(answer.At)),
            ["nodes"] = Texts(answer.Nodes.Select(static node => node.Name)),
            ["generation"] = Value.From(answer.Generation),
        };
        Set(document, "broken", answer.Broken);
        SetList(document, "left_out", answer.LeftOut, static node => new() { ["node"] = Value.From(node.Node), ["lacks"] = Value.From(node.Field) });
        return document;
    }

    private static string Print(SourceSpan at) => at.ToString();

    private static Value Texts(IEnumerable<string> texts) => Value.From(ScriptArray.OfTexts(texts));

    private static Value List<T>(ImmutableArray<T> items, Func<T, ScriptObject> convert) => Value.From(new ScriptArray(items.Select(item => Value.From(convert(item)))));

    private static void SetList<T>(ScriptObject document, string name, ImmutableArray<T> items, Func<T, ScriptObject> convert)
    {
        if (!items.IsEmpty)
            document.Set(name, List(items, convert));
    }

    private static void Set(ScriptObject document, string name, string? text)
    {
        if (text is not null)
            document.Set(name, Value.From(text));
    }

    private static void SetFlag(ScriptObject document, string name, bool flag)
    {
        if (flag)
            document.Set(name, Value.True);
    }

    /// <summary>Puts hashes in the place of secrets.</summary>
    private readonly struct Secrets(byte[] key)
    {
        private const int ShownBytes = 16;

        public string Hash(string text) => $"hmac:{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, ShownBytes))}";

        public Value Hide(Value value)
        {
            if (value.IsSecret)
                return Value.From(new ScriptObject { ["secret"] = Value.From(Hash(value.AsSecret().Reveal())) });
            if (value.As<ScriptList>() is { } list)
            {
                var items = new ScriptArray();
                foreach (var item in list)
                    items.Add(Hide(item));
                return Value.From(items);
            }
            if (value.As<ScriptObject>() is not { } members)
                return value;
            var hidden = new ScriptObject(members.Count);
            foreach (var (name, member) in members)
                hidden.Set(name, Hide(member));
            return Value.From(hidden);
        }
    }
}
