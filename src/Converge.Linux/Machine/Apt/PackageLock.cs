using System.Globalization;
using System.Runtime.InteropServices;
using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Apt;

/// <summary>Files that dpkg and apt lock while they change something.</summary>
internal sealed unsafe partial record PackageLock(string What, params string[] Paths)
{
    public static readonly PackageLock Installing = new("packages", "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/cache/apt/archives/lock");
    public static readonly PackageLock Updating = new("the lists of packages", "/var/lib/apt/lists/lock");

    private const int GetLock = 5;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    /// <summary>Who holds one of them: a program and its process; null if nobody does.</summary>
    public string? FindHolder(LinuxFiles files)
    {
        foreach (var path in Paths)
        {
            using var file = Open(path, files);
            if (file is null)
                continue;
            // A whole file that would be locked for writing: the kernel names who stands against it.
            var question = new FileLock { Kind = WriteLock };
            if (Control((int)file.SafeFileHandle.DangerousGetHandle(), GetLock, &question) == 0 && question.Kind != NoLock)
                return Describe(question.Process);
        }
        return null;
    }

    // Only root may look at them, and only root may wait for them.
    private static FileStream? Open(string path, LinuxFiles files)
    {
        try
        {
            return files.OpenStream(path);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static string Describe(int process)
    {
        // Whoever is in another container has no number here.
        if (process <= 0)
            return "a process that cannot be seen from here";
        var number = process.ToString(CultureInfo.InvariantCulture);
        try
        {
            return $"'{File.ReadAllText($"/proc/{number}/comm").Trim()}' (process {number})";
        }
        catch (IOException)
        {
            return $"process {number}";
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, FileLock* value);

    /// <summary><c>struct flock</c> of a machine with 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Kind;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
