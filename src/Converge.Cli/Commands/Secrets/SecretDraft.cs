using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Converge.Cli.Output;

namespace Converge.Cli.Commands.Secrets;

/// <summary>A decrypted text in a folder in memory, which is removed however this ends; what a kill has left, the next one removes.</summary>
internal sealed class SecretDraft : IDisposable
{
    private const string Memory = "/dev/shm";
    private const string Prefix = "converge-edit.";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _path;
    private readonly PosixSignalRegistration[] _signals;
    private Process? _editor;
    private bool _isStopped;

    private SecretDraft(string folder, string name)
    {
        _folder = folder;
        _path = Path.Combine(folder, name);
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public static SecretDraft Begin(string name, string text)
    {
        if (!Directory.Exists(Memory) || new DriveInfo(Memory).DriveFormat is not "tmpfs")
            throw new UserException($"'{Memory}' is not in memory, and a secret goes to no disk", "'converge secret get' and 'set' need no file");
        RemoveLeft();
        var folder = Path.Combine(Memory, $"{Prefix}{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        Directory.CreateDirectory(folder, OwnerOnly);
        var draft = new SecretDraft(folder, name);
        try
        {
            // It could have been made by somebody else who guessed its name.
            if (new DirectoryInfo(folder).UnixFileMode != OwnerOnly)
                throw new UserException($"'{folder}' is not for this user alone");
            using var file = new FileStream(draft._path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.Write(Encoding.UTF8.GetBytes(text));
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    public string Read() => File.ReadAllText(_path);

    /// <exception cref="UserException">The editor failed, or a signal ended it.</exception>
    public void Edit()
    {
        var editor = Array.Find([Environment.GetEnvironmentVariable("VISUAL"), Environment.GetEnvironmentVariable("EDITOR")], static name => !string.IsNullOrEmpty(name)) ?? "vi";
        // It may be a program with options, which a shell takes apart.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {editor} \"$1\"", "sh", _path]) { UseShellExecute = false })!;
        _editor = process;
        if (_isStopped)
            LibC.Terminate(process.Id);
        process.WaitForExit();
        _editor = null;
        if (_isStopped)
            throw new UserException("stopped; nothing was changed");
        if (process.ExitCode != 0)
            throw new UserException($"the editor '{editor}' ended with {process.ExitCode}; nothing was changed");
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        // An editor takes an interrupt for itself.
        if (context.Signal == PosixSignal.SIGINT)
            return;
        if (_editor is not { } editor)
        {
            _isStopped = true;
            return;
        }
        // First it is asked to end, so that it leaves the terminal as it was.
        if (_isStopped)
            editor.Kill();
        else
            LibC.Terminate(editor.Id);
        _isStopped = true;
    }

    private static void RemoveLeft()
    {
        foreach (var folder in Directory.EnumerateDirectories(Memory, $"{Prefix}*"))
        {
            if (!int.TryParse(Path.GetFileName(folder).Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process) || Directory.Exists($"/proc/{process}"))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It belongs to somebody else.
            }
        }
    }
}
