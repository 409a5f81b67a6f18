using System.Globalization;

namespace Converge.Language.Values;

/// <summary>Dates by strftime patterns.</summary>
internal static class DatePattern
{
    public static string Format(DateTime date, string pattern) =>
        pattern == ValuePrinter.DefaultDateFormat ? date.ToString("dd MMM yyyy", CultureInfo.InvariantCulture) : throw new NotSupportedException();
}
