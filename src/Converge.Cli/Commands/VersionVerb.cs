using System.Reflection;
using Converge.Cli.Output;

namespace Converge.Cli.Commands;

internal sealed class VersionVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "version";

    public override string Summary => "print the version";

    public override Parameter[] Parameters => [Format];

    public override string Example =>
        $$"""
        $ converge version --format json
        {"version":"{{Number}}"}
        """;

    private static string Number => Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3);

    public override int Run(Invocation invocation)
    {
        var json = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(json ? $"{{\"version\":\"{Number}\"}}\n" : $"converge {Number}\n");
        return 0;
    }
}
