using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>kernel</c>: <c>name</c>, <c>release</c>, <c>version</c>, as <c>uname</c> has them.</summary>
public sealed class KernelFact(string root = "/") : IFact
{
    public string Name => "kernel";

    public Value Read() => Value.From(new ScriptObject
    {
        ["name"] = Text("ostype"),
        ["release"] = Text("osrelease"),
        ["version"] = Text("version"),
    });

    private Value Text(string file) => Value.From(File.ReadAllText(Path.Combine(root, "proc/sys/kernel", file)).Trim());
}
