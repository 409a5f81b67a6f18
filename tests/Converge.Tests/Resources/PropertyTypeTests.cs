using System.Globalization;
using System.Text.RegularExpressions;
using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources;
using Converge.Resources.Types;
using Converge.Testing;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class PropertyTypeTests
{
    private static readonly Place Nowhere = new(YamlDocument.Parse(SourceText.From("recipe.yaml", "x"), [])!);

    private static readonly Lazy<YamlMapping[]> Entries = new(ReadEntries);

    public static TheoryData<string> Types => [.. All.Select(static t => t.Name)];

    private static IEnumerable<(string Name, PropertyType Type)> All =>
        ResourceTypes.All.SelectMany(static s => s.Properties.Select(p => ($"{s.Name}.{p.Name}", p.Type)).Prepend((s.Name, s.Title)));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_of_any_kind_is_refused_with_a_message_or_has_a_canonical_form(string name)
    {
        var type = All.First(t => t.Name == name).Type;
        var samples = Samples(name);
        Fuzz.ForAll(
            300,
            static random => random.Next().ToString(CultureInfo.InvariantCulture),
            seed => CheckTwice(type, new AnyValue(new Random(seed.Aggregate(17, static (sum, digit) => sum * 31 + digit)), samples).Next()));
    }

    [Fact]
    public void The_canonical_form_of_every_example_is_its_own()
    {
        foreach (var (name, type) in All)
        {
            foreach (var sample in Samples(name))
                CheckTwice(type, sample);
        }
    }

    private static void CheckTwice(PropertyType type, Value value)
    {
        var diagnostics = new DiagnosticBag();
        var canonical = type.Check(value, Nowhere, diagnostics);
        diagnostics.HasErrors.ShouldBe(canonical is null);
        if (canonical is not { } form)
            return;
        diagnostics.ShouldBeEmpty();
        var again = type.Check(form, Nowhere, diagnostics);
        diagnostics.ShouldBeEmpty();
        SameValue.Of(again!.Value, form).ShouldBeTrue($"'{value}' gives '{form}', and that '{again}'");
        if (type is TextType { Pattern: { } pattern } && value.Kind == ValueKind.String)
            Regex.IsMatch(value.AsString(), pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue($"'{value}' is allowed, but not by the pattern for editors");
    }

    /// <summary>What the cases write, right and wrong.</summary>
    private static List<Value> Samples(string name)
    {
        var (type, property) = name.Split('.') is [var t, var p] ? (t, p) : (name, name);
        var samples = new List<Value> { Value.From("") };
        foreach (var node in Entries.Value.Where(e => e.ContainsKey(type)).Select(e => e[property]).OfType<YamlNode>())
        {
            samples.Add(node.ToValue());
            if (node is YamlSequence list)
                samples.AddRange(list.Items.Select(static i => i.ToValue()));
        }
        return samples;
    }

    private static YamlMapping[] ReadEntries()
    {
        var folder = Path.Combine(SourceTree.ProjectOf(typeof(PropertyTypeTests).Assembly), "Resources/Cases");
        var paths = Directory.GetFiles(folder, "*.case", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return [.. paths.SelectMany(static path => ((YamlSequence)YamlDocument.Parse(SourceText.From(path, CaseFile.Load(path)["resources"]), [])!).Items.Cast<YamlMapping>())];
    }
}
