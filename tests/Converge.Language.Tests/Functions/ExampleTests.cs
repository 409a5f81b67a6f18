using System.Reflection;
using System.Xml.Linq;
using Converge.Language.Templates.Functions;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

/// <summary>The examples in the documentation of the builtin functions, from which the reference is made, are true.</summary>
public sealed class ExampleTests
{
    private const string Arrow = " -> ";

    private static readonly Lazy<Dictionary<string, XElement>> Documentation = new(ReadDocumentation);

    public static TheoryData<string, string> Examples()
    {
        var examples = new TheoryData<string, string>();
        foreach (var line in Documentation.Value.Values.SelectMany(member => member.Elements("example")).SelectMany(Lines))
        {
            var arrow = line.LastIndexOf(Arrow, StringComparison.Ordinal);
            examples.Add(line[..arrow], line[(arrow + Arrow.Length)..].Replace(@"\n", "\n", StringComparison.Ordinal));
        }
        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_true(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Fact]
    public void Every_function_is_described_and_has_an_example()
    {
        foreach (var builtin in Builtins.Names.SelectMany(name => Functions(Builtins.Find(name))))
        {
            var method = builtin.Body.Method;
            var key = $"{method.DeclaringType!.FullName!.Replace('+', '.')}.{method.Name}";
            Documentation.Value.ShouldContainKey(key, builtin.Name);
            var member = Documentation.Value[key];
            member.Element("summary").ShouldNotBeNull(builtin.Name);
            (member.Element("example") ?? member.Element("remarks")).ShouldNotBeNull(builtin.Name);
        }
    }

    private static IEnumerable<Builtin> Functions(Value value)
    {
        if (value.As<Builtin>() is { } builtin)
            return [builtin];
        if (value.As<ScriptObject>() is not { } group)
            return [];
        return [.. group.Values.ToArray().Append(Value.From(group.Callable)).Select(member => member.As<Builtin>()).OfType<Builtin>()];
    }

    private static IEnumerable<string> Lines(XElement example) =>
        example.Value.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    // By full name of the method: no two functions share one.
    private static Dictionary<string, XElement> ReadDocumentation()
    {
        const string Methods = "M:Converge.Language.Templates.Functions.";
        var path = Path.ChangeExtension(typeof(Builtin).GetTypeInfo().Assembly.Location, ".xml");
        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith(Methods, StringComparison.Ordinal) && member.Elements("summary").Any())
            .DistinctBy(Name)
            .ToDictionary(Name);

        static string Name(XElement member) => member.Attribute("name")!.Value[2..].Split('(')[0];
    }
}
