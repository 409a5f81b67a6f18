using System.Text;

namespace Converge.Linux.Machine.Systemd;

/// <summary>What a unit, and systemd about it, wrote to the journal last.</summary>
/// <param name="folder">Where its files are; null for the machine's own.</param>
internal sealed unsafe class Journal(string? folder = null)
{
    private const int MostLines = 20;
    private const int LongestLine = 500;
    private const string Message = "MESSAGE";

    /// <returns>At most 20 lines, none if there is no journal to read.</returns>
    public string LastLines(string unit, DateTimeOffset since)
    {
        try
        {
            if ((folder is null ? SdJournal.Open(out var journal, SdJournal.LocalOnly) : SdJournal.OpenFolder(out journal, folder, 0)) < 0)
                return "";
            try
            {
                return string.Concat(Read(journal, unit, (ulong)(since - DateTimeOffset.UnixEpoch).TotalMicroseconds));
            }
            finally
            {
                SdJournal.Close(journal);
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return "";
        }
    }

    private static List<string> Read(nint journal, string unit, ulong since)
    {
        Match(journal, $"_SYSTEMD_UNIT={unit}");
        _ = SdJournal.Or(journal);
        // Anybody may write the field, but only systemd is the first process.
        Match(journal, $"UNIT={unit}");
        Match(journal, "_PID=1");
        _ = SdJournal.SeekEnd(journal);
        var lines = new List<string>();
        while (lines.Count < MostLines && SdJournal.StepBack(journal) > 0)
        {
            if (SdJournal.Time(journal, out var time) < 0 || time < since)
                break;
            if (SdJournal.Field(journal, Message, out var data, out var length) >= 0)
                lines.Insert(0, Line(new(data, (int)length)));
        }
        return lines;
    }

    private static string Line(ReadOnlySpan<byte> field)
    {
        var text = Encoding.UTF8.GetString(field[(Message.Length + 1)..]).TrimEnd();
        return text.Length > LongestLine ? $"{text[..LongestLine]}…\n" : $"{text}\n";
    }

    private static void Match(nint journal, string field)
    {
        var bytes = Encoding.UTF8.GetBytes(field);
        fixed (byte* start = bytes)
            _ = SdJournal.Match(journal, start, (nuint)bytes.Length);
    }
}
