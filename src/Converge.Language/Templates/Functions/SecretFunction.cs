using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary><c>secret</c>: reads one of the secrets that the render was given.</summary>
internal static class SecretFunction
{
    public static readonly Builtin Secret = new("", "secret", "path", Find, BuiltinTraits.Moves);

    /// <summary>
    /// A secret by its path, as a text that stays secret through everything that is made from it. Which secrets there are,
    /// and which of them may be read, is up to the run.
    /// </summary>
    /// <remarks><![CDATA[{{ secret "production/tls.www.key" }}]]></remarks>
    private static Value Find(in Call call)
    {
        var path = call.PlainText(0);
        if (string.IsNullOrEmpty(path))
            throw call.Error(0, "'secret' needs the path of a secret", "as in secret \"production/tls.www.key\"");
        var provider = call.Options.Secrets ?? throw call.Error("'secret' is not available: this render is given no secrets");
        try
        {
            if (provider.Find(path) is { } secret)
                return Value.From(secret);
        }
        catch (SecretRefusedException refused)
        {
            throw call.Error(0, refused.Message, refused.Hint);
        }
        catch (FormatException problem)
        {
            // By the contract of the provider its message is meant to be shown.
            throw call.Error(0, problem.Message);
        }
        throw call.Error(0, $"there is no secret '{path}'", Suggestions.Hint(path, provider.Names));
    }
}
