using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Templates;
using Converge.Resources;

namespace Converge.Cli.Commands;

internal sealed class RenderVerb : Verb
{
    private static readonly Parameter TemplateFile = new("TEMPLATE", "the template, or '-' for the standard input; with --node a resource 'file[/etc/hosts]', or a template of a recipe, 'web/hosts' or its file");
    private static readonly Parameter Data = new("--data", "its data, JSON if the name ends in .json, else YAML; objects merge, later files win", "FILE", repeats: true);
    private static readonly Parameter Set = new("--set", "a value over the data, as in YAML: a.b=5 is a number, a.b='\"5\"' a text; with --node a name beside those of the recipe", "NAME=VALUE", repeats: true);
    private static readonly Parameter Compat = new("--compat", "read what is undefined as null, as Scriban does");

    public override string Name => "render";

    public override string Summary => "print what a template gives";

    public override Parameter[] Parameters => [TemplateFile, Data, Set, Compat, ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes];

    public override string Example =>
        """
        $ echo 'listen {{ server.port }}{{ if server.tls }} ssl{{ end }};' | converge render - --set server.port=443 --set server.tls=true
        listen 443 ssl;
        """;

    public override int Run(Invocation invocation)
    {
        if (invocation.Has(ChosenNode.Option))
            return RunOnNode(invocation);
        foreach (var option in (Parameter[])[Workspace.Folder, Workspace.Revision, Workspace.Nodes])
        {
            if (invocation.Has(option))
                throw new UserException($"'{option.Name}' means nothing without '{ChosenNode.Option.Name}'");
        }
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
        Standard.Output(Encoded.Of(result.Output.AsString()).Span);
        return 0;
    }

    /// <summary>The names are those of a recipe on a node of the tree, and not only data.</summary>
    private static int RunOnNode(Invocation invocation)
    {
        if (invocation.Has(Compat))
            throw new UserException($"'{Compat.Name}' is nothing for templates of recipes, which are always strict");
        using var workspace = Workspace.Open(invocation);
        var fleet = workspace.Read(invocation);
        var content = new NodeContent(workspace, fleet, ChosenNode.Read(invocation, fleet));
        if (!ResourceId.TryParse(invocation[TemplateFile], out var id))
        {
            var sources = new Sources();
            var more = DataReader.Read(invocation.All(Data), invocation.All(Set), sources);
            if (sources.Problems.HasErrors)
                return Complaint.Write(sources.Problems.Sorted(), sources.Find);
            Standard.Output(content.OfTemplate(invocation[TemplateFile], more).Span);
            return 0;
        }
        if (invocation.Has(Data) || invocation.Has(Set))
            throw new UserException($"'{(invocation.Has(Data) ? Data : Set).Name}' is nothing for a resource, whose names are known");
        Standard.Output(content.OfResource(id).Span);
        return 0;
    }
}
