using System.Globalization;
using Converge.Bench.Compiling;
using Converge.Bench.Machines;
using Converge.Bench.Parsing;
using Converge.Bench.Products;
using Converge.Bench.Searching;

namespace Converge.Bench;

/// <summary>A number that must not be exceeded.</summary>
/// <param name="Needs">The benchmarks that it is computed from.</param>
internal sealed record Target(string Text, double Most, string[] Needs, Func<Measurement[], double> Value)
{
    private const string Ours = nameof(RenderProducts) + "." + nameof(RenderProducts.Converge);
    private const string Naive = nameof(RenderProducts) + "." + nameof(RenderProducts.NaiveWalker);
    private const string Handlebars = nameof(RenderProducts) + "." + nameof(RenderProducts.Handlebars);
    private const string Parse = nameof(ParseTemplate) + "." + nameof(ParseTemplate.Template);
    private const string Searches = nameof(SearchNodes) + ".";

    public static readonly Target[] All =
    [
        new("render: time, of the naive walker's", 1, [Ours, Naive], static m => m[0].Microseconds / m[1].Microseconds),
        new("render: memory, of the naive walker's", 0.25, [Ours, Naive], static m => m[0].Kilobytes / m[1].Kilobytes),
        new("render: time, of Handlebars.Net's", 0.5, [Ours, Handlebars], static m => m[0].Microseconds / m[1].Microseconds),
        new("render: milliseconds", 1, [Ours], static m => m[0].Microseconds / 1000),
        new("render: KB", 300, [Ours], static m => m[0].Kilobytes),
        new("parse: microseconds per KB", 10, [Parse], static m => m[0].Microseconds / ParseTemplate.Kilobytes),
        new("compile: milliseconds, 1000 resources", 150, [nameof(CompileNode) + "." + nameof(CompileNode.Catalog)], static m => m[0].Microseconds / 1000),
        new("search: milliseconds, with indexes", 5, [Searches + nameof(SearchNodes.Indexed)], static m => m[0].Microseconds / 1000),
        new("search: milliseconds, asking every node", 50, [Searches + nameof(SearchNodes.NotIndexed)], static m => m[0].Microseconds / 1000),
        new("search: milliseconds, for the first time", 50, [Searches + nameof(SearchNodes.First)], static m => m[0].Microseconds / 1000),
        new("search: milliseconds, after a change", 5, [Searches + nameof(SearchNodes.AfterChange)], static m => m[0].Microseconds / 1000),
        new("machine: milliseconds, what apt could install", 30, [nameof(ReadMachine) + "." + nameof(ReadMachine.Lists)], static m => m[0].Microseconds / 1000),
        new("machine: KB, what apt could install", 8_000, [nameof(ReadMachine) + "." + nameof(ReadMachine.Lists)], static m => m[0].Kilobytes),
        new("machine: milliseconds, all facts", 30, [nameof(ReadMachine) + "." + nameof(ReadMachine.Facts)], static m => m[0].Microseconds / 1000),
        new("machine: milliseconds, all databases and a thousand files", 25, [nameof(ReadMachine) + "." + nameof(ReadMachine.All)], static m => m[0].Microseconds / 1000),
    ];

    /// <summary>Prints how far each target is met, as far as its benchmarks ran; whether all of them are.</summary>
    public static bool Compare(IReadOnlyDictionary<string, Measurement> measured)
    {
        var met = true;
        foreach (var target in All.Where(target => target.Needs.All(measured.ContainsKey)))
        {
            var value = target.Value([.. target.Needs.Select(name => measured[name])]);
            var isMet = value <= target.Most;
            met &= isMet;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isMet ? "ok    " : "missed")}  {target.Text,-42} {value,8:0.000}  at most {target.Most:0.##}"));
        }
        return met;
    }
}
