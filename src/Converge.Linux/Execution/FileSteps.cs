using System.Collections.Immutable;
using System.Globalization;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Files;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>Puts files, directories and links in place.</summary>
internal sealed class FileSteps(LinuxMachine machine, IContentStore contents)
{
    private const int DefaultMode = 0b110_100_100;

    private readonly FileChanges _changes = new(machine.LinuxFiles);
    private readonly FileApproval _approval = new(machine);
    private readonly Replacements _replacements = new(machine, contents);

    public async Task<StepResult> WriteAsync(WriteFile step, CancellationToken cancel)
    {
        var (uid, gid) = Ids(step.Ownership);
        using var draft = FileDraft.Write(machine.LinuxFiles, step.Path, step.Content.Bytes.Span, uid, gid, step.Ownership.Mode ?? DefaultMode);
        var output = step.Validate.IsEmpty ? "" : await _approval.AskAsync(step, draft, cancel).ConfigureAwait(false);
        var replaced = _replacements.Of(step.Path, step.Backup, step.Content.IsSecret);
        draft.Put();
        return new() { Output = output, Replaced = [replaced] };
    }

    public async Task<StepResult> FetchAsync(FetchFile step, Downloads downloads, CancellationToken cancel)
    {
        var (uid, gid) = Ids(step.Ownership);
        using var draft = await FileDraft.FillAsync(machine.LinuxFiles, step.Path, stream => downloads.FetchAsync(step.Source, stream, cancel), uid, gid, step.Ownership.Mode ?? DefaultMode).ConfigureAwait(false);
        var replaced = _replacements.Of(step.Path, keepsContent: true, isSecret: false);
        draft.Put();
        return new() { Replaced = [replaced] };
    }

    /// <summary>All are written, then the disk is waited for, then each takes its place: a full disk leaves all as they were.</summary>
    public StepResult Write(WriteFiles step)
    {
        var drafts = new List<FileDraft>(step.Files.Length);
        var replaced = ImmutableArray.CreateBuilder<Replaced>(step.Files.Length);
        try
        {
            foreach (var file in step.Files)
            {
                var (uid, gid) = Ids(file.Ownership);
                drafts.Add(FileDraft.Begin(machine.LinuxFiles, file.Path, file.Content.Bytes.Span, uid, gid, file.Ownership.Mode ?? DefaultMode));
            }
            FileDraft.Sync(drafts);
            foreach (var (file, draft) in step.Files.Zip(drafts))
            {
                replaced.Add(_replacements.Of(file.Path, file.Backup, file.Content.IsSecret));
                draft.Rename();
            }
            FileDraft.SyncFolders(drafts);
            return new() { Replaced = replaced.ToImmutable() };
        }
        catch (StepException e)
        {
            throw new StepException(e.Message, e.Output) { Replaced = replaced.ToImmutable() };
        }
        finally
        {
            foreach (var draft in drafts)
                draft.Dispose();
        }
    }

    public StepResult Set(SetOwnership step)
    {
        var replaced = _replacements.TraitsOf(step.Path);
        var (uid, gid) = Ids(step.Ownership);
        _changes.Set(step.Path, uid, gid, step.Ownership.Mode);
        return new() { Replaced = [replaced] };
    }

    public StepResult Make(MakeDirectory step)
    {
        var (uid, gid) = Ids(step.Ownership);
        // Another resource may have made it on its way.
        if (machine.Files.Stat(step.Path) is { Kind: FileKind.Directory })
            return Set(new SetOwnership(step.Path, step.Ownership));
        var made = _changes.MakeFolder(step.Path, uid, gid, step.Ownership.Mode ?? Resources.FileTraits.DirectoryMode);
        return new() { Replaced = [.. made.Select(static path => new Replaced(path, Kind: null, null, null, null))] };
    }

    public StepResult Link(MakeLink step)
    {
        var replaced = _replacements.Of(step.Path, keepsContent: true, isSecret: false);
        _changes.MakeLink(step.Path, step.Target);
        return new() { Replaced = [replaced] };
    }

    public StepResult Remove(Remove step)
    {
        if (machine.Files.Stat(step.Path) is not { } status)
            return StepResult.Done;
        if (!step.Recursive || status.Kind != FileKind.Directory)
        {
            var replaced = _replacements.Of(step.Path, step.Backup, isSecret: false);
            _changes.Remove(step.Path);
            return new() { Replaced = [replaced] };
        }
        var all = step.Backup ? _replacements.OfTree(step.Path) : [];
        FolderRemoval.Remove(machine.LinuxFiles, step.Path);
        return new() { Replaced = all };
    }

    /// <summary>Puts back what stood in some places; the last change is taken back first.</summary>
    public StepResult PutBack(PutBack step)
    {
        var undone = new List<Replaced>();
        foreach (var was in step.Places.Reverse())
        {
            undone.Add(_replacements.Of(was.Path, keepsContent: true, isSecret: false));
            PutBack(was);
        }
        return new() { Replaced = [.. undone] };
    }

    /// <summary>A file of the kernel cannot be exchanged: it takes the value when it is written to.</summary>
    public StepResult Set(SetKernelValue step)
    {
        try
        {
            // A container may have a name of its own, and yet see all of /proc/sys as read-only: there is a call for it.
            if (step.Path == "/proc/sys/kernel/hostname" && machine.LinuxFiles.PathOf("") == "/")
                LibC.SetHostname(step.Value);
            else
                File.WriteAllText(machine.LinuxFiles.PathOf(step.Path), step.Value + "\n");
            return StepResult.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StepException($"the kernel does not take '{step.Value}' for '{step.Path}': {e.Message}");
        }
    }

    private void PutBack(Replaced was)
    {
        var (uid, gid) = Ids(new(was.Owner, was.Group, was.Mode));
        switch (was.Kind)
        {
            case null:
                _changes.Remove(was.Path);
                break;
            case FileKind.Link:
                _changes.MakeLink(was.Path, was.Target ?? throw new StepException($"cannot put back '{was.Path}': where the link led was not kept"));
                break;
            case FileKind.Directory:
                if (machine.Files.Stat(was.Path) is null)
                    _changes.MakeFolder(was.Path, uid, gid, was.Mode ?? Resources.FileTraits.DirectoryMode);
                else
                    _changes.Set(was.Path, uid, gid, was.Mode);
                break;
            case FileKind.File when was.IsWhole:
                var content = contents.Find(was.Content ?? "") ?? throw new StepException($"cannot put back '{was.Path}': what was in it is not kept");
                using (var draft = FileDraft.Write(machine.LinuxFiles, was.Path, content.Span, uid, gid, was.Mode ?? DefaultMode))
                    draft.Put();
                break;
            default:
                _changes.Set(was.Path, uid, gid, was.Mode);
                break;
        }
    }

    /// <exception cref="StepException">There is no such user or group.</exception>
    public (uint? Uid, uint? Gid) Ids(Ownership ownership) => (
        Id(ownership.Owner, "user", name => machine.Accounts.FindUser(name)?.Uid),
        Id(ownership.Group, "group", name => machine.Accounts.FindGroup(name)?.Gid));

    private static uint? Id(string? name, string what, Func<string, uint?> find)
    {
        if (name is null)
            return null;
        return find(name) ?? (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new StepException($"there is no {what} '{name}'"));
    }
}
