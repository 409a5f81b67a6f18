using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>fqdn</c>: the host name with its domain, as <c>/etc/hosts</c> has it. No name server is asked.</summary>
public sealed class FqdnFact(string root = "/") : IFact
{
    public string Name => "fqdn";

    public Value Read()
    {
        var hostname = new HostnameFact(root).Read().AsString();
        foreach (var line in hostname.Contains('.', StringComparison.Ordinal) ? [] : Hosts())
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var names = (comment < 0 ? line : line[..comment]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
            if (names.Contains(hostname) && names.Find(name => name.StartsWith($"{hostname}.", StringComparison.Ordinal)) is { } full)
                return Value.From(full);
        }
        return Value.From(hostname);
    }

    /// <summary>None where there is no such file, or where it is a link that leads nowhere: the name alone is known then.</summary>
    private string[] Hosts()
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, "etc/hosts"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
