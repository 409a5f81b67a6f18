using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Linux.Machine;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Input;

/// <summary>The secret key that a verb decrypts with.</summary>
internal static class ChosenIdentity
{
    public static readonly Parameter Option = new("--identity", $"the file with the secret key of age that decrypts secrets; if not given, ${Variable}, {AgeIdentity.OfMachine} for root, or ~/{OfUser}", "FILE");

    private const string Variable = "CONVERGE_IDENTITY";

    /// <summary>Where a person has one, below the home.</summary>
    public const string OfUser = ".config/converge/identity.txt";

    public const string Hint = $"'--identity FILE' names one, and so does ${Variable}";

    /// <summary>Null for a user without a home.</summary>
    public static string? OfThisUser =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home ? Path.Combine(home, OfUser) : null;

    /// <summary>Null if none is named and there is none in the usual place.</summary>
    /// <exception cref="UserException">The one that is named, or the usual one, cannot be used.</exception>
    public static AgeIdentity? Find(Invocation invocation)
    {
        if (PathFor(invocation) is not { } path)
            return null;
        Secrecy.Keep();
        return AgeIdentity.Open(path, out var problem) ?? throw new UserException(problem!.Message, problem.Hint);
    }

    /// <exception cref="UserException">There is none.</exception>
    public static AgeIdentity Require(Invocation invocation) =>
        Find(invocation) ?? throw new UserException("there is no identity to decrypt with", Hint);

    private static string? PathFor(Invocation invocation)
    {
        if (invocation.Has(Option))
            return invocation[Option];
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        string?[] usual = [Environment.IsPrivilegedProcess ? AgeIdentity.OfMachine : null, OfThisUser];
        return Array.Find(usual, static path => path is not null && File.Exists(path));
    }
}
