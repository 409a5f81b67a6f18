using System.Globalization;
using System.Text;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Linux.Machine.Accounts;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Processes;
using Converge.Resources.Machines;

namespace Converge.Linux.Facts;

/// <summary>
/// Facts that somebody added, each a file of <c>/etc/converge/facts.d</c> called as the fact: <c>.json</c> and <c>.yaml</c> as
/// they are, and of programs what they print, in either form. One that cannot be read is a warning: whoever needs the fact
/// is told that it is missing.
/// </summary>
public sealed class CustomFacts(string root = "/", TimeSpan? timeout = null)
{
    public const string Folder = "/etc/converge/facts.d";

    private const int WritableByOthers = 0b000_010_010;
    private const int Executable = 0b001_001_001;
    private const int LargestOutput = 1 << 20;
    private static readonly string[] Formats = [".json", ".yaml", ".yml"];

    private readonly DiagnosticBag _problems = new();

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<Diagnostic> Warnings => [.. _problems.Sorted().Select(static problem => problem with { Severity = Severity.Warning })];

    /// <param name="taken">Names that facts of the program have.</param>
    public ScriptObject Read(IReadOnlySet<string> taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        var facts = new ScriptObject();
        using var files = new LinuxFiles(root);
        foreach (var (name, value) in ReadAll(files, taken))
        {
            if (value.IsNull)
                continue;
            if (facts.ContainsKey(name))
                Warn($"{Folder}/{name}", $"there are several files for the fact '{name}': one of them counts");
            facts.Set(name, value);
        }
        return facts;
    }

    private List<(string Name, Value Value)> ReadAll(LinuxFiles files, IReadOnlySet<string> taken)
    {
        try
        {
            var paths = (files.List(Folder) ?? []).Where(static name => !name.StartsWith('.')).Select(static name => $"{Folder}/{name}").ToList();
            if (paths.Count == 0 || !IsTrusted(Path.GetDirectoryName(Folder)!, FileKind.Directory, files) || !IsTrusted(Folder, FileKind.Directory, files))
                return [];
            var fitting = paths.Where(path => IsNameFree(path, taken) && IsTrusted(path, FileKind.File, files) && IsReadable(path, files)).ToList();
            // Programs take their time: all of them at once, while the files are read.
            var programs = fitting.Where(static path => !Formats.Contains(Path.GetExtension(path))).Select(path => (Path: path, Run: StartAsync(path, files))).ToList();
            var read = fitting.Where(static path => Formats.Contains(Path.GetExtension(path))).Select(path => (NameOf(path), Parse(path, files.Read(path) ?? default))).ToList();
            foreach (var (path, run) in programs)
                read.Add((NameOf(path), Parse(path, run.GetAwaiter().GetResult())));
            return read;
        }
        catch (UnreadableException e)
        {
            Warn(Folder, e.Message);
            return [];
        }
    }

    /// <summary>Whoever may write it could have root run anything, or recipes believe anything.</summary>
    private bool IsTrusted(string path, FileKind kind, LinuxFiles files)
    {
        if (files.Stat(path) is not { } status || status.Kind != kind)
        {
            Warn(path, kind == FileKind.File ? "it is no regular file, and is passed over" : "it is no directory, and is passed over");
            return false;
        }
        if (status.Uid == 0 && (status.Mode & WritableByOthers) == 0)
            return true;
        Warn(path, status.Uid == 0 ? "others than root may write it, so it is passed over" : "it does not belong to root, so it is passed over", $"'chown root {path}; chmod go-w {path}', if what it says is right");
        return false;
    }

    private bool IsNameFree(string path, IReadOnlySet<string> taken)
    {
        var name = NameOf(path);
        var isName = name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        if (!isName)
            Warn(path, $"'{name}' is no name of a fact, so it is passed over", "small letters, digits and '_', beginning with a letter");
        else if (taken.Contains(name))
            Warn(path, $"there is a fact '{name}' already, so it is passed over", "call the file something else");
        return isName && !taken.Contains(name);
    }

    private bool IsReadable(string path, LinuxFiles files)
    {
        if (Formats.Contains(Path.GetExtension(path)) || (files.Stat(path)?.Mode & Executable) != 0)
            return true;
        Warn(path, "it is neither .json, .yaml nor executable, so it is passed over");
        return false;
    }

    private Task<CommandResult> StartAsync(string path, LinuxFiles files)
    {
        var program = files.PathOf(path);
        var command = new CommandSpec([program]) { SeparatesErrors = true, OutputLimit = LargestOutput, Timeout = timeout ?? TimeSpan.FromSeconds(10) };
        return new ProcessRunner(new LinuxAccounts(files)).RunAsync(command, CancellationToken.None);
    }

    private Value Parse(string path, CommandResult result)
    {
        if (result.Succeeded)
            return Parse(path, Encoding.UTF8.GetBytes(result.Output));
        var why = result.TimedOut ? "it took too long and was ended" : string.Create(CultureInfo.InvariantCulture, $"it ended with {result.ExitCode}");
        var said = result.Errors.Length > 0 ? result.Errors : result.Output;
        Warn(path, said.Trim() is { Length: > 0 } text ? $"{why}: {text.Split('\n')[^1]}" : why);
        return Value.Null;
    }

    /// <summary>JSON is YAML, too, but its mistakes are told in its own words.</summary>
    private Value Parse(string path, ReadOnlyMemory<byte> content)
    {
        if (SourceBytes.Decode(path, content.Span, _problems) is not { } source)
            return Value.Null;
        if (Path.GetExtension(path) != ".json")
            return YamlDocument.Parse(source, _problems)?.ToValue() ?? Value.Null;
        try
        {
            return JsonText.Read(source.Text);
        }
        catch (JsonTextException e)
        {
            _problems.Error(source.Span(e.Offset), e.Problem);
            return Value.Null;
        }
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private void Warn(string path, string message, string? hint = null) => _problems.Warning(new(path, 1, 1), message, hint);
}
