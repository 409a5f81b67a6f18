using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace Converge.Recipes.Versions;

public static class RecipeVersion
{
    /// <summary>Reads <c>1.2.0</c> or <c>1.2.0-rc.1</c>: three numbers, since two texts for one version would be two tags.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NuGetVersion? version, out string? hint)
    {
        hint = null;
        if (NuGetVersion.TryParseStrict(text, out version) && version.ToNormalizedString() == text)
            return true;
        if (NuGetVersion.TryParse(text.TrimStart('v', 'V'), out var meant) && !meant.IsLegacyVersion)
            hint = $"write '{meant.ToNormalizedString()}'";
        version = null;
        return false;
    }
}
