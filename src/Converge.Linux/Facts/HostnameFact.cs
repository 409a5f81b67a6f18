using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>hostname</c>, as the kernel has it.</summary>
public sealed class HostnameFact(string root = "/") : IFact
{
    public string Name => "hostname";

    public Value Read() => Value.From(File.ReadAllText(Path.Combine(root, "proc/sys/kernel/hostname")).Trim());
}
