using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Protocol;

namespace Converge.Cli.Commands;

internal sealed class SearchVerb : Verb
{
    private static readonly Parameter Text = new("QUERY", "what to search for, as in 'role:app environment:production'; '*' finds every node");
    private static readonly Parameter Select = new("--select", "fields to print beside the name, with commas between", "FIELDS");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "search";

    public override string Summary => "print the nodes that match a query";

    public override Parameter[] Parameters => [Text, Select, Workspace.Folder, Workspace.Revision, Workspace.Nodes, ServerAddress.Flag, Format];

    public override string Example =>
        """
        $ echo '[{"name":"app1","roles":["app"],"ip":"10.0.0.21"},{"name":"lb1","roles":["haproxy"],"ip":"10.0.0.11"}]' >nodes.json
        $ converge search 'role:app ip:10.0.0.0/8' --select ip,roles --inventory nodes.json
        app1  10.0.0.21  app
        """;

    public override int Run(Invocation invocation)
    {
        var sources = new Sources();
        var query = Query.Parse(sources.Add("query", invocation[Text]), sources.Problems);
        var fields = invocation.Has(Select) ? ReadFields(sources.Add(Select.Name, invocation[Select]), sources.Problems) : null;
        var inventory = invocation.Has(ServerAddress.Flag) ? null : Open(invocation, sources);
        if (query is not null && inventory is not null && !sources.Problems.HasErrors)
            sources.Problems.AddRange(Unknown(inventory, query, fields));
        if (sources.Problems.Count > 0)
            Complaint.Write(sources.Problems.Sorted(), sources.Find);
        if (query is null || sources.Problems.HasErrors)
            return 1;
        var answer = inventory?.Search(query, TimeProvider.System.GetUtcNow()) ?? Ask(invocation, query);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json" ? PrintJson(answer, fields) : PrintText(answer, fields ?? []));
        return 0;
    }

    /// <summary>The nodes as a server knows them, page by page.</summary>
    private static Answer Ask(Invocation invocation, Query query)
    {
        const int PageSize = 1000;
        if (invocation.Has(Workspace.Nodes) || invocation.Has(Workspace.Revision))
            throw new UserException($"'{ServerAddress.Flag.Name}' asks a server, '{(invocation.Has(Workspace.Nodes) ? Workspace.Nodes : Workspace.Revision).Name}' does not", "one of both");
        using var server = ServerConnection.Open(invocation);
        var nodes = new List<NodeDocument>();
        SearchResult result;
        string? after = null;
        do
        {
            var request = new SearchRequest(query.ToString()) { After = after, Limit = PageSize };
            result = server.Post(Routes.Search, request, ProtocolJson.Default.SearchRequest, ProtocolJson.Default.SearchResult);
            nodes.AddRange(result.Nodes.Select(static node => new NodeDocument(node["name"].AsString(), node)));
            after = result.Next;
        }
        while (after is not null);
        return new([.. nodes], result.Generation);
    }

    /// <summary>Where nodes are known from: what is given, or else the tree.</summary>
    private static Inventory Open(Invocation invocation, Sources sources)
    {
        if (invocation.Has(Workspace.Nodes))
            return InventoryFiles.Read(invocation.All(Workspace.Nodes), sources);
        using var workspace = Workspace.Open(invocation);
        var fleet = workspace.Read(invocation);
        return fleet.Tree.Diagnostics.Any(static d => d.Severity == Severity.Error)
            ? throw new ComplaintException([.. fleet.Tree.Diagnostics], workspace.Find)
            : fleet.Inventory;
    }

    private static List<Field> ReadFields(SourceText source, DiagnosticBag problems)
    {
        var fields = new List<Field>();
        var start = 0;
        foreach (var part in source.Text.Split(','))
        {
            if (Field.TryParse(source, start, part.Length) is { } field)
                fields.Add(field);
            else
                problems.Error(source.Span(start, part.Length), part.Length == 0 ? "expected a field" : $"'{part}' has an empty name", $"as in '{Select.Name} ip,app.port'");
            start += part.Length + 1;
        }
        return fields;
    }

    /// <summary>Warnings of fields in the query, and of those to be printed.</summary>
    private static IEnumerable<Diagnostic> Unknown(Inventory inventory, Query query, List<Field>? fields) =>
        inventory.UnknownFields(query).Concat((fields ?? []).SelectMany(field => inventory.UnknownFields(new(new FieldCondition(field, new Exists())))));

    private static string PrintText(Answer answer, List<Field> fields) =>
        Table.Print([.. answer.Nodes.Select(node => (string[])[Table.Cell(Value.From(node.Name)), .. fields.Select(field => Table.Cell(field.Read(node)))])]);

    private static string PrintJson(Answer answer, List<Field>? fields)
    {
        var nodes = new ScriptArray(answer.Nodes.Select(node => Value.From(fields is null ? node.Fields : Selected(node, fields))));
        var result = new ScriptObject { { "generation", Value.From(answer.Generation) }, { "nodes", Value.From(nodes) } };
        return $"{JsonText.Write(Value.From(result))}\n";
    }

    private static ScriptObject Selected(NodeDocument node, List<Field> fields)
    {
        var selected = new ScriptObject { { "name", Value.From(node.Name) } };
        foreach (var field in fields)
            selected.Set(field.ToString(), field.Read(node));
        return selected;
    }
}
