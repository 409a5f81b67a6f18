using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Converge.Reports;

namespace Converge.Linux.State;

/// <summary>A run in the journal of systemd, with fields to search for: <c>journalctl CONVERGE_STATUS=failed</c>.</summary>
public static class JournalEntry
{
    private const string Usual = "/run/systemd/journal/socket";

    private const string Information = "6";
    private const string Warning = "4";
    private const string Error = "3";

    /// <summary>Something else that is worth knowing.</summary>
    /// <param name="priority">As syslog counts: 3 for an error, 6 for information, 7 for what only helps to find one.</param>
    /// <returns>Whether there is a journal.</returns>
    public static bool Say(string message, int priority, IEnumerable<KeyValuePair<string, string>> fields, string socket = Usual)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (!File.Exists(socket))
            return false;
        var lines = new List<byte>();
        Add(lines, "MESSAGE", message);
        Add(lines, "PRIORITY", priority.ToString(CultureInfo.InvariantCulture));
        Add(lines, "SYSLOG_IDENTIFIER", "converge");
        foreach (var (name, value) in fields)
            Add(lines, name, value);
        Send(lines.ToArray(), socket);
        return true;
    }

    /// <summary>Where there is no journal, nothing is said.</summary>
    public static void Write(Report report, string socket = Usual)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!File.Exists(socket))
            return;
        var lines = new List<byte>();
        Add(lines, "MESSAGE", Message(report));
        Add(lines, "PRIORITY", report.Status switch { RunStatus.Failed => Error, RunStatus.Unhealthy => Warning, _ => Information });
        Add(lines, "SYSLOG_IDENTIFIER", "converge");
        Add(lines, "CONVERGE_RUN", report.Id);
        Add(lines, "CONVERGE_STATUS", ReportDocument.Name(report.Status));
        Add(lines, "CONVERGE_TRIGGER", ReportDocument.Name(report.Trigger));
        Add(lines, "CONVERGE_NODE", report.Node);
        Add(lines, "CONVERGE_ENVIRONMENT", report.Environment);
        Add(lines, "CONVERGE_COMMIT", report.Commit ?? "");
        foreach (var status in Enum.GetValues<OutcomeStatus>())
            Add(lines, $"CONVERGE_{status.ToString().ToUpperInvariant()}", report.Count(status).ToString(CultureInfo.InvariantCulture));
        Send(lines.ToArray(), socket);
    }

    private static void Send(byte[] entry, string socket)
    {
        try
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            client.SendTo(entry, new UnixDomainSocketEndPoint(socket));
        }
        catch (SocketException)
        {
            // The report is on disk; a journal that does not take it is no reason to fail.
        }
    }

    private static string Message(Report report)
    {
        var failed = report.Resources.FirstOrDefault(static outcome => outcome is { Status: OutcomeStatus.Failed, IsIgnored: false });
        var why = failed is null ? report.Broken : $"{failed.Id}: {failed.Reason}";
        return $"run {report.Number} {ReportDocument.Name(report.Status)}: {report.Count(OutcomeStatus.Changed)} changed, {report.Count(OutcomeStatus.Failed)} failed, {report.Count(OutcomeStatus.Ok)} ok{(why is null ? "" : $"; {why}")}";
    }

    // With its length, so that a value may hold anything.
    private static void Add(List<byte> lines, string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        lines.AddRange(Encoding.ASCII.GetBytes(name));
        lines.Add((byte)'\n');
        lines.AddRange(length);
        lines.AddRange(bytes);
        lines.Add((byte)'\n');
    }
}
