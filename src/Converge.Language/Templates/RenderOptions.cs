using Converge.Language.Values;

namespace Converge.Language.Templates;

/// <summary>
/// Everything a render may know. Nothing else reaches it: no clock, no random numbers, no files, no network, no
/// environment; so the same options give the same bytes.
/// </summary>
public sealed record RenderOptions
{
    public static RenderOptions Default { get; } = new();

    /// <summary>The data; its members are the global names. Freeze it if it is shared between renders.</summary>
    public ScriptObject Model { get; init; } = [];

    /// <summary>Templates by the name that <c>include</c> uses.</summary>
    public ITemplateLibrary? Library { get; init; }

    public RenderLimits Limits { get; init; } = RenderLimits.Default;

    /// <summary>What <c>date.now</c> and <c>run.now</c> return; without it they are errors.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Determines <c>math.random</c> and <c>math.uuid</c>; without it they are errors.</summary>
    public long? Seed { get; init; }

    /// <summary>What <c>run.id</c> returns; without it it is an error.</summary>
    public string? RunId { get; init; }

    /// <summary>Answers <c>search</c>; without it it is an error.</summary>
    public ISearchProvider? Search { get; init; }

    /// <summary>Answers <c>secret</c>; without it it is an error.</summary>
    public ISecretProvider? Secrets { get; init; }

    /// <summary>Undefined names and missing members read as null. For conformance with Scriban; recipes never use it.</summary>
    public bool Compat { get; init; }

    /// <summary>Whether lines printed by an indented code block are indented like the block.</summary>
    public bool AutoIndent { get; init; } = true;

    /// <summary>Whether auto-indent applies to empty lines, too.</summary>
    public bool IndentOnEmptyLines { get; init; } = true;

    public CancellationToken Cancellation { get; init; }
}

/// <summary>The snapshot of nodes that <c>search</c> reads.</summary>
public interface ISearchProvider
{
    /// <returns>The matching objects, sorted by name. A malformed query is a <see cref="FormatException"/> whose message is shown.</returns>
    IEnumerable<ScriptObject> Search(string index, string? query);
}

/// <summary>The secrets that this render may read.</summary>
public interface ISecretProvider
{
    /// <returns>Null if there is none of that name. One that must not be read is a <see cref="FormatException"/> whose message is shown.</returns>
    SecretText? Find(string path);

    /// <summary>All names, for suggestions.</summary>
    IEnumerable<string> Names => [];
}

/// <summary>A secret that must not be read, or cannot be; message and hint are shown.</summary>
public sealed class SecretRefusedException(string message, string? hint = null) : FormatException(message)
{
    public string? Hint { get; } = hint;
}

/// <summary>The templates that can be included, loaded before the render.</summary>
public interface ITemplateLibrary
{
    /// <param name="name">A relative name with <c>/</c>, already checked: no empty, <c>.</c> or <c>..</c> segment.</param>
    /// <returns>Null if there is none. One that must not be used is a <see cref="FormatException"/> whose message is shown.</returns>
    Template? Find(string name);

    /// <summary>All names, for suggestions.</summary>
    IEnumerable<string> Names => [];
}
