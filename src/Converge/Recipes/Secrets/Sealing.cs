using System.Collections.Immutable;
using System.Text;
using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>Encrypts values. It takes public keys alone, so everybody can do it.</summary>
public static class Sealing
{
    public static async Task<(SealedValue? Value, SecretProblem? Problem)> SealAsync(SecretText secret, ImmutableArray<Recipient> recipients, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (recipients.IsEmpty)
            return (null, new("there is nobody to encrypt it for", $"{RecipientFile.Path} names people and environments with their public keys"));
        var plain = Encoding.UTF8.GetBytes(secret.Reveal());
        try
        {
            var output = await AgeProcess.RunAsync("age", ["--encrypt", .. recipients.SelectMany(static recipient => (string[])["--recipient", recipient.Key])], plain, cancel).ConfigureAwait(false);
            return output.Bytes is { } age ? (new(MarksOf(recipients), age), null) : (null, output.Problem);
        }
        finally
        {
            Array.Clear(plain);
        }
    }

    /// <summary>How a value that is encrypted for them names them.</summary>
    public static ImmutableArray<string> MarksOf(ImmutableArray<Recipient> recipients) => [.. recipients.Select(static recipient => recipient.Mark)];
}
