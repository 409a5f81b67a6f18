using System.Runtime.InteropServices;

namespace Converge.Linux.Machine.Systemd;

/// <summary>The calls of libsystemd that read the journal.</summary>
internal static unsafe partial class SdJournal
{
    public const int LocalOnly = 1;

    private const string Library = "libsystemd.so.0";

    [LibraryImport(Library, EntryPoint = "sd_journal_open")]
    public static partial int Open(out nint journal, int flags);

    [LibraryImport(Library, EntryPoint = "sd_journal_open_directory", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenFolder(out nint journal, string path, int flags);

    [LibraryImport(Library, EntryPoint = "sd_journal_close")]
    public static partial void Close(nint journal);

    /// <summary>Matches of different fields must all be true.</summary>
    [LibraryImport(Library, EntryPoint = "sd_journal_add_match")]
    public static partial int Match(nint journal, byte* field, nuint length);

    /// <summary>What is matched from here on is another possibility.</summary>
    [LibraryImport(Library, EntryPoint = "sd_journal_add_disjunction")]
    public static partial int Or(nint journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_seek_tail")]
    public static partial int SeekEnd(nint journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_previous")]
    public static partial int StepBack(nint journal);

    [LibraryImport(Library, EntryPoint = "sd_journal_get_realtime_usec")]
    public static partial int Time(nint journal, out ulong microseconds);

    [LibraryImport(Library, EntryPoint = "sd_journal_get_data", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Field(nint journal, string name, out byte* data, out nuint length);
}
