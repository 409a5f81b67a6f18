namespace Converge.Cli.Output.Differences;

/// <summary>What was compared.</summary>
/// <param name="After">Null for the files as they are.</param>
internal sealed record ComparedTrees(ComparedCommit Before, ComparedCommit? After)
{
    public string NameBefore => Before.Revision;

    public string NameAfter => After?.Revision ?? "working tree";
}

/// <param name="Revision">As the user named it.</param>
internal sealed record ComparedCommit(string Revision, string? Commit);
