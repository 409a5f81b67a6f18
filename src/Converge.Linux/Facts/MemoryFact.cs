using System.Globalization;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>memory</c>: <c>total</c> and <c>swap</c>, in bytes. What is free changes by the second and is no fact.</summary>
public sealed class MemoryFact(string root = "/") : IFact
{
    private const int Kilobyte = 1024;

    public string Name => "memory";

    public Value Read()
    {
        var memory = new ScriptObject();
        foreach (var line in File.ReadLines(Path.Combine(root, "proc/meminfo")))
        {
            var name = line.StartsWith("MemTotal:", StringComparison.Ordinal) ? "total" : line.StartsWith("SwapTotal:", StringComparison.Ordinal) ? "swap" : null;
            if (name is not null && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..])
                memory.Set(name, Value.From(long.Parse(number, CultureInfo.InvariantCulture) * Kilobyte));
        }
        return Value.From(memory);
    }
}
