using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Templates;

namespace Converge.Cli.Commands;

internal sealed class RenderVerb : Verb
{
    private static readonly Parameter TemplateFile = new("TEMPLATE", "the template, or '-' for the standard input; it can include what is beside and below it");
    private static readonly Parameter Data = new("--data", "its data, JSON if the name ends in .json, else YAML; objects merge, later files win", "FILE", repeats: true);
    private static readonly Parameter Set = new("--set", "a value over the data, as in YAML: a.b=5 is a number, a.b='\"5\"' a text", "NAME=VALUE", repeats: true);
    private static readonly Parameter Compat = new("--compat", "read what is undefined as null, as Scriban does");

    public override string Name => "render";

    public override string Summary => "print what a template gives";

    public override Parameter[] Parameters => [TemplateFile, Data, Set, Compat];

    public override string Example =>
        """
        $ echo 'listen {{ server.port }}{{ if server.tls }} ssl{{ end }};' | converge render - --set server.port=443 --set server.tls=true
        listen 443 ssl;
        """;

    public override int Run(Invocation invocation)
    {
        var sources = new Sources();
        var path = invocation[TemplateFile];
        if (invocation.All(Data).FindAll(file => file == Sources.StandardInput).Count + (path == Sources.StandardInput ? 1 : 0) > 1)
            throw new UserException("the standard input can be read only once");
        var template = sources.Read(path) is { } source ? Template.Parse(source) : null;
        var data = DataReader.Read(invocation.All(Data), invocation.All(Set), sources);
        if (template is { HasErrors: true })
            sources.Problems.AddRange(template.Diagnostics);
        if (template is null || sources.Problems.Count > 0)
        {
            Complaint.Write(sources.Problems.Sorted(), sources.Find);
            if (template is null || sources.Problems.HasErrors)
                return 1;
        }
        return Print(sources, template.Render(new()
        {
            Model = data,
            Library = new FolderLibrary(path == Sources.StandardInput ? "" : Path.GetDirectoryName(path) ?? "/", sources),
            Compat = invocation.Has(Compat),
        }));
    }

    private static int Print(Sources sources, RenderResult result)
    {
        // What is wrong with an included file is the reason of the error at its include.
        if (sources.Problems.HasErrors)
            return Complaint.Write(sources.Problems.Sorted(), sources.Find);
        if (result.Error is not null)
            return Complaint.Write([result.Error], sources.Find);
        if (result.Output.IsSecret)
            throw new UserException("the output is secret, so it is not printed");
        Standard.Output(Encode(result.Output.AsString()));
        return 0;
    }

    private static ReadOnlySpan<byte> Encode(string output)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(output.Length)];
        if (Utf8.FromUtf16(output, bytes, out var read, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new UserException($"the output has half of a character at position {read}, which cannot be printed");
        return bytes.AsSpan(0, written);
    }
}
