using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;

namespace Converge.Linux.Resources;

/// <summary>Properties of a resource in the forms that types of resources work with; null is left alone.</summary>
internal static class Wishes
{
    /// <summary>A text that is no secret.</summary>
    public static string? Text(this CatalogResource desired, string property) => desired[property] is { Kind: ValueKind.String } text ? text.AsString() : null;

    public static bool? Flag(this CatalogResource desired, string property) => desired[property] is { Kind: ValueKind.Bool } flag ? flag.AsBool() : null;

    /// <summary>A number as its digits.</summary>
    public static string? Number(this CatalogResource desired, string property) => desired[property] is { IsInteger: true } number ? number.ToString() : null;

    /// <summary>The items of a list of texts that are no secrets.</summary>
    public static ImmutableArray<string>? Texts(this CatalogResource desired, string property) =>
        desired[property].As<ScriptList>() is { } list ? [.. list.Select(static item => item.AsString())] : null;

    /// <summary>A text, secret or not, for what is done with it and not for what is shown.</summary>
    public static string Reveal(this Value text) => text.IsSecret ? text.AsSecret().Reveal() : text.AsString();

    public static Value List(IEnumerable<string> texts) => Value.From(ScriptArray.OfTexts(texts));
}
