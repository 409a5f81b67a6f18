using BenchmarkDotNet.Attributes;
using Converge.Language.Templates;
using Converge.Language.Text;
using HandlebarsDotNet;

namespace Converge.Bench.Products;

/// <summary>A list of 500 products: five members each, one of them truncated; everything is parsed before.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class RenderProducts
{
    private readonly Template _template = Template.Parse(SourceText.From("products.sbn", Sample.Read("products.sbn")));
    private readonly RenderOptions _options = new() { Model = Product.AsModel() };
    private readonly HandlebarsTemplate<object, object> _handlebars = CompileHandlebars();
    private readonly object _products = new { products = Product.All };
    private readonly Dictionary<string, object?> _model = Product.AsDictionary();

    [GlobalSetup]
    public void CheckThatAllAgree()
    {
        var expected = Converge();
        if (Handlebars() != expected || NaiveWalker() != expected)
            throw new InvalidOperationException($"the contestants do not agree:\n{expected}\n--- handlebars\n{Handlebars()}\n--- naive\n{NaiveWalker()}");
    }

    [Benchmark(Baseline = true)]
    public string Converge()
    {
        var result = _template.Render(_options);
        return result.Error is null ? result.Output.AsString() : throw new InvalidOperationException(result.Error.ToString());
    }

    [Benchmark]
    public string NaiveWalker() => Products.NaiveWalker.Render(_template, _model);

    [Benchmark]
    public string Handlebars() => _handlebars(_products);

    private static HandlebarsTemplate<object, object> CompileHandlebars()
    {
        // Without escaping, as in ours.
        var handlebars = HandlebarsDotNet.Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });
        handlebars.RegisterHelper("truncate", static (EncodedTextWriter output, Context _, Arguments arguments) =>
        {
            var text = arguments.At<string>(0)!;
            var length = arguments.At<int>(1);
            output.WriteSafeString(text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 3), "..."));
        });
        return handlebars.Compile(Sample.Read("products.hbs"));
    }
}
