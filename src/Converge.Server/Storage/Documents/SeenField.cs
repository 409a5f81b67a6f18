using System.Globalization;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;

namespace Converge.Server.Storage.Documents;

/// <summary>The field of a document that says when the node was heard of last. It changes all the time, so it is kept apart and added when somebody reads.</summary>
internal static class SeenField
{
    public const string Name = "seen";

    /// <summary>As exact as every storage keeps it.</summary>
    public static DateTimeOffset Round(DateTimeOffset seen) => new(seen.UtcTicks - seen.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    public static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    public static NodeDocument AddTo(NodeDocument document, DateTimeOffset? seen) => seen is { } at
        ? document.With(Name, Value.From(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)))
        : document;

    /// <summary>What surely holds where the condition does, and asks for no such field; null if that may be anywhere.</summary>
    public static Condition? Without(Condition condition) => condition switch
    {
        AllOf all => Join(all.Parts.Select(Without).OfType<Condition>().ToArray(), static parts => new AllOf([.. parts])),
        AnyOf any => any.Parts.Any(IsIn) ? null : any,
        _ => IsIn(condition) ? null : condition,
    };

    public static bool IsIn(Condition condition) => condition switch
    {
        AllOf all => all.Parts.Any(IsIn),
        AnyOf any => any.Parts.Any(IsIn),
        Not not => IsIn(not.Inner),
        _ => ((FieldCondition)condition).Field.Path[0] == Name,
    };

    private static Condition? Join(Condition[] parts, Func<Condition[], Condition> join) => parts switch
    {
        [] => null,
        [var only] => only,
        _ => join(parts),
    };
}
