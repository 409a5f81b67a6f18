using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

internal static class DateFunctions
{
    /// <summary>The member that holds the pattern by which dates are printed.</summary>
    public const string FormatMember = "format";

    /// <summary>One per render, because its format can be set.</summary>
    public static ScriptObject Create() => [];
}
