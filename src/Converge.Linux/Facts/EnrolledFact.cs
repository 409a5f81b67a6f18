using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>enrolled</c>: whether the machine is a node of a server, which is to say that it has a certificate of one.</summary>
public sealed class EnrolledFact(string root = "/") : IFact
{
    private const string Certificate = "var/lib/converge/identity/node.crt";

    public string Name => "enrolled";

    public Value Read() => Value.From(File.Exists(Path.Combine(root, Certificate)));
}
