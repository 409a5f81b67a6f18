using BenchmarkDotNet.Attributes;
using Converge.Language.Templates;
using Converge.Language.Text;

namespace Converge.Bench.Parsing;

/// <summary>The configuration of a load balancer: 12 KB of text and code that use much of the language.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class ParseTemplate
{
    private readonly SourceText _source = SourceText.From("haproxy.sbn", Sample.Read("haproxy.sbn"));

    /// <summary>Of the template, to tell the time for each.</summary>
    public static double Kilobytes => Sample.Read("haproxy.sbn").Length / 1024.0;

    [GlobalSetup]
    public void CheckThatItParses()
    {
        var template = Template();
        if (template.HasErrors)
            throw new InvalidOperationException(template.Diagnostics[0].ToString());
    }

    [Benchmark]
    public Template Template() => Language.Templates.Template.Parse(_source);
}
