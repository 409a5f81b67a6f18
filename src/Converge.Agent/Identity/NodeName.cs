using System.Security.Cryptography.X509Certificates;
using Converge.Agent.Configuration;
using Converge.Linux;
using Converge.Language.Values;

namespace Converge.Agent.Identity;

/// <summary>What this node is called.</summary>
internal static class NodeName
{
    /// <exception cref="AgentException">It says two things.</exception>
    public static string Of(AgentConfiguration configuration, X509Certificate2? certificate)
    {
        var certified = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (certified is not null && configuration.Node is { } given && given != certified)
            throw new AgentException($"'node' is '{given}', and the certificate of this node is for '{certified}'", "leave 'node' out, or enrol it by its other name");
        return certified ?? configuration.Node ?? OfMachine();
    }

    /// <exception cref="AgentException">It has none.</exception>
    public static string OfMachine() => Builtins.ReadFacts(out _).Find("fqdn") is { Kind: ValueKind.String } fact
        ? fact.AsString()
        : throw new AgentException("this machine has no name", "'node' in agent.yaml gives it one");
}
