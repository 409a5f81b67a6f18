using System.Runtime.InteropServices;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>cpu</c>: <c>count</c> of those that are online, <c>architecture</c> and <c>model</c>.</summary>
public sealed class CpuFact(string root = "/") : IFact
{
    private const string Model = "model name";

    public string Name => "cpu";

    public Value Read()
    {
        var cpu = new ScriptObject { ["architecture"] = Value.From(RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()) };
        var count = 0;
        foreach (var line in File.ReadLines(Path.Combine(root, "proc/cpuinfo")))
        {
            if (line.StartsWith("processor", StringComparison.Ordinal))
                count++;
            else if (!cpu.ContainsKey("model") && line.StartsWith(Model, StringComparison.Ordinal))
                cpu.Set("model", Value.From(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));
        }
        cpu.Set("count", Value.From(count));
        return Value.From(cpu);
    }
}
