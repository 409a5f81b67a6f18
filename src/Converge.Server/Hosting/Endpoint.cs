using Converge.Server.Identity;

namespace Converge.Server.Hosting;

/// <summary>One call of the API.</summary>
/// <param name="Path">With the parts that vary in braces. That of <see cref="Access.ThatNode"/> has <c>{node}</c>.</param>
public sealed record Endpoint(string Method, string Path, Access Access, Func<Call, Task> Handle)
{
    public const long UsualBody = 64 * 1024;

    /// <summary>No longer body is read.</summary>
    public long LongestBody { get; init; } = UsualBody;
}
