using System.Text.Json.Serialization.Metadata;
using Converge.Server.Identity;

namespace Converge.Server.Hosting;

/// <summary>One call of the API.</summary>
/// <param name="Path">With the parts that vary in braces. That of <see cref="Access.ThatNode"/> has <c>{node}</c>.</param>
public sealed record Endpoint(string Method, string Path, Access Access, Func<Call, Task> Handle)
{
    public const long UsualBody = 64 * 1024;

    /// <summary>What it does, for the description of the API.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What is sent; null for nothing.</summary>
    public JsonTypeInfo? Takes { get; init; }

    /// <summary>What is answered; null for nothing.</summary>
    public JsonTypeInfo? Gives { get; init; }

    /// <summary>Whether a person looks at it in a browser, and may be asked who he is.</summary>
    public bool IsPage { get; init; }

    /// <summary>No longer body is read.</summary>
    public long LongestBody { get; init; } = UsualBody;
}
