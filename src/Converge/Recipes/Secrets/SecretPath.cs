using System.Diagnostics.CodeAnalysis;

namespace Converge.Recipes.Secrets;

/// <summary>The name of a value: <c>production/tls.www.key</c>.</summary>
/// <param name="File">Below <c>secrets/</c>, without extension.</param>
/// <param name="Key">The names inside of the file, with dots between.</param>
public sealed record SecretPath(string File, string Key)
{
    public const string Example = "as in 'production/tls.www.key': the file secrets/production/tls.yaml, and the names in it";

    public static bool TryParse(string text, [NotNullWhen(true)] out SecretPath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.IndexOf('.', text.LastIndexOf('/') + 1);
        path = dot < 0 ? null : new(text[..dot], text[(dot + 1)..]);
        return path is not null;
    }

    public override string ToString() => $"{File}.{Key}";
}
