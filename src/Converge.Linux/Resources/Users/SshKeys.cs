using System.Collections.Immutable;
using System.Text;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Users;

/// <summary>The keys that let a user in, and the place where they are.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Wanted">All keys that there are to be.</param>
/// <param name="IsSecret">Whether one of them is, so that none is shown.</param>
internal sealed record SshKeys(string Path, string User, ImmutableArray<string> Wanted, bool IsSecret)
{
    private const int FolderMode = 0b111_000_000;
    private const int FileMode = 0b110_000_000;

    private readonly record struct Traits(string Owner, int Mode);

    /// <summary>Null if there is none.</summary>
    private Traits? Folder { get; init; }

    /// <summary>Null if there is none, or only a link.</summary>
    private Traits? File { get; init; }

    private ImmutableArray<string> Present { get; init; } = [];

    /// <summary>Whether there is the other file in which sshd looks for keys.</summary>
    private bool HasSecondFile { get; init; }

    public string? Obstacle { get; private init; }

    private string FilePath => $"{Path}/authorized_keys";

    private string SecondPath => $"{Path}/authorized_keys2";

    private bool IsNew => File is null ? !Wanted.IsEmpty : !Wanted.ToHashSet(StringComparer.Ordinal).SetEquals(Present);

    public static SshKeys Read(string home, ScriptList keys, string user, IMachine machine)
    {
        var wanted = keys.SelectMany(static key => Lines(key.Reveal())).Distinct(StringComparer.Ordinal);
        var read = new SshKeys($"{home.TrimEnd('/')}/.ssh", user, [.. wanted], keys.Any(static key => key.IsSecret));
        var (folder, files) = (machine.Files.Stat(read.Path), machine.Files);
        if (folder is null)
            return read;
        // Whoever may write into the home directory chooses where a link leads.
        if (folder is not { Kind: FileKind.Directory })
            return read with { Obstacle = $"'{read.Path}' is a {(folder is { Kind: FileKind.Link } ? "link" : "file")}, not a directory" };
        read = read with { Folder = TraitsOf(folder, machine.Accounts), HasSecondFile = files.Stat(read.SecondPath) is not null };
        return files.Stat(read.FilePath) switch
        {
            { Kind: FileKind.Directory or FileKind.Other } => read with { Obstacle = $"'{read.FilePath}' is no file" },
            { Kind: FileKind.File } file => read with { File = TraitsOf(file, machine.Accounts), Present = [.. Lines(Encoding.UTF8.GetString((files.Read(read.FilePath) ?? default).Span))] },
            _ => read,
        };
    }

    public IEnumerable<Change> Compare()
    {
        if (IsNew)
            yield return new("ssh_keys", File is null ? Value.Null : Show(Present), Show(Wanted));
        if (HasSecondFile)
            yield return new(SecondPath, Value.From("there"), Value.Null);
        if (Wanted.IsEmpty && File is null)
            yield break;
        foreach (var change in Differing(Path, Folder, FolderMode).Concat(Differing(FilePath, File, FileMode)))
            yield return change;
    }

    /// <param name="group">Of what is made.</param>
    public IEnumerable<Step> Steps(string group)
    {
        if (!Wanted.IsEmpty && Folder is null)
            yield return new MakeDirectory(Path, new(User, group, FolderMode));
        else if (Differing(Path, Folder, FolderMode).Any() && (!Wanted.IsEmpty || File is not null))
            yield return new SetOwnership(Path, new(User, group, FolderMode));
        if (IsNew)
            yield return new WriteFile(FilePath, FileContent.Of(Value.Text(string.Concat(Wanted.Select(static key => $"{key}\n")), IsSecret)), new(User, group, FileMode), [], Backup: true);
        else if (Differing(FilePath, File, FileMode).Any())
            yield return new SetOwnership(FilePath, new(User, group, FileMode));
        if (HasSecondFile)
            yield return new Remove(SecondPath, Recursive: false, Backup: true);
    }

    private IEnumerable<Change> Differing(string path, Traits? traits, int mode)
    {
        if (traits is not { } present)
            yield break;
        if (present.Owner != User)
            yield return new($"owner of {path}", Value.From(present.Owner), Value.From(User));
        if (present.Mode != mode)
            yield return new($"mode of {path}", FileTraits.Digits(present.Mode), FileTraits.Digits(mode));
    }

    private static Traits TraitsOf(FileStatus? status, IAccounts accounts) => new(accounts.UserName(status!.Value.Uid), status.Value.Mode);

    private Value Show(IEnumerable<string> keys) => Value.From(new ScriptArray(keys.Select(key => Value.Text(key, IsSecret))));

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#');
}
