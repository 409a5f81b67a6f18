using System.Collections.Immutable;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>Remembers what stands in a place before it is changed.</summary>
internal sealed class Replacements(LinuxMachine machine, IContentStore contents)
{
    private const int MostInTree = 10_000;
    private const int ReadableByOthers = 0b000_000_100;

    /// <param name="keepsContent">Whether it must be possible to put it back whole.</param>
    public Replaced Of(string path, bool keepsContent, bool isSecret)
    {
        if (machine.Files.Stat(path) is not { } status)
            return new(path, Kind: null, null, null, null);
        var was = Traits(path, status);
        return status.Kind switch
        {
            FileKind.Link => was with { Target = machine.Files.ReadLink(path) },
            // What only some may read is kept as a secret is.
            FileKind.File when keepsContent && machine.Files.Read(path) is { } content =>
                was with { Content = contents.Keep(content.Span, isSecret || (status.Mode & ReadableByOthers) == 0), IsWhole = true },
            FileKind.File => was with { IsWhole = true },
            _ => was,
        };
    }

    /// <summary>Owner, group and mode alone.</summary>
    public Replaced TraitsOf(string path) =>
        machine.Files.Stat(path) is { } status ? Traits(path, status) : throw new StepException($"there is no '{path}'");

    /// <summary>A directory with all that is in it, from the innermost to the outermost: put back the other way round.</summary>
    /// <exception cref="StepException">It is too much to be kept.</exception>
    public ImmutableArray<Replaced> OfTree(string path)
    {
        var all = ImmutableArray.CreateBuilder<Replaced>();
        AddTree(path, all);
        return all.ToImmutable();
    }

    private void AddTree(string path, ImmutableArray<Replaced>.Builder all)
    {
        if (all.Count > MostInTree)
            throw new StepException($"cannot remove '{path}': there is more in it than can be kept");
        var was = Of(path, keepsContent: true, isSecret: false);
        if (was.Kind == FileKind.Directory)
        {
            foreach (var name in machine.Files.List(path) ?? [])
                AddTree($"{path}/{name}", all);
        }
        all.Add(was);
    }

    private Replaced Traits(string path, FileStatus status) =>
        new(path, status.Kind, machine.Accounts.UserName(status.Uid), machine.Accounts.GroupName(status.Gid), status.Mode);
}
