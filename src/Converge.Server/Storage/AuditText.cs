using Converge.Protocol;

namespace Converge.Server.Storage;

internal static class AuditText
{
    /// <summary>Whether a text, exactly so, is in what an entry says.</summary>
    public static bool Has(AuditEntry entry, string? text) =>
        string.IsNullOrEmpty(text)
        || entry.Who.Contains(text, StringComparison.Ordinal)
        || entry.Did.Contains(text, StringComparison.Ordinal)
        || entry.What.Contains(text, StringComparison.Ordinal)
        || entry.Detail?.Contains(text, StringComparison.Ordinal) == true;
}
