using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary><c>os</c>: <c>id</c>, <c>name</c>, <c>version</c> and <c>codename</c>, from <c>os-release</c>.</summary>
public sealed class OsFact(string root = "/") : IFact
{
    private static readonly (string Member, string Key)[] Members = [("id", "ID"), ("name", "PRETTY_NAME"), ("version", "VERSION_ID"), ("codename", "VERSION_CODENAME")];

    public string Name => "os";

    public Value Read()
    {
        var path = Path.Combine(root, "etc/os-release");
        if (!File.Exists(path))
            return Value.Null;
        var os = new ScriptObject();
        foreach (var line in File.ReadLines(path))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var member = Array.Find(Members, member => equals > 0 && line.AsSpan(0, equals).SequenceEqual(member.Key)).Member;
            if (member is not null)
                os.Set(member, Value.From(line[(equals + 1)..].Trim('"', '\'')));
        }
        return Value.From(os);
    }
}
