using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Converge.Server.Identity;

namespace Converge.Server.Hosting;

/// <summary>Describes all calls, from the very table by which they are answered.</summary>
internal sealed class OpenApi
{
    private byte[] _document = [];

    public IEnumerable<Endpoint> Endpoints => [new("GET", "/v1/openapi.json", Access.Anyone, ShowAsync) { Summary = "this document" }];

    public void Describe(IReadOnlyList<Endpoint> endpoints)
    {
        var (paths, schemas) = (new JsonObject(), new JsonObject());
        foreach (var group in endpoints.Where(static endpoint => !endpoint.IsPage).GroupBy(static endpoint => endpoint.Path.Replace("**", "", StringComparison.Ordinal)).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            var calls = new JsonObject();
            foreach (var endpoint in group)
                calls[endpoint.Method.ToLowerInvariant()] = Operation(endpoint, schemas);
            paths[group.Key] = calls;
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Converge", ["version"] = "1" },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["node"] = new JsonObject { ["type"] = "mutualTLS", ["description"] = "the certificate that a node got when it enrolled" },
                    ["person"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "the token of an operator" },
                },
            },
        };
        _document = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject Operation(Endpoint endpoint, JsonObject schemas)
    {
        var operation = new JsonObject { ["summary"] = endpoint.Summary, ["x-access"] = endpoint.Access.ToString() };
        var parameters = new JsonArray([.. Parts(endpoint.Path).Select(static name => new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } })]);
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (endpoint.Takes is { } takes)
            operation["requestBody"] = new JsonObject { ["content"] = Content(takes, schemas) };
        var answer = new JsonObject { ["description"] = "done" };
        if (endpoint.Gives is { } gives)
            answer["content"] = Content(gives, schemas);
        operation["responses"] = new JsonObject { ["2XX"] = answer, ["default"] = new JsonObject { ["description"] = "why not", ["content"] = Content(Protocol.ProtocolJson.Default.Refusal, schemas) } };
        operation["security"] = Security(endpoint.Access);
        return operation;
    }

    private static JsonArray Security(Access access) => access switch
    {
        Access.Anyone => new(),
        Access.AnyNode or Access.ThatNode => new(Scheme("node")),
        Access.NodeOrViewer => new(Scheme("node"), Scheme("person")),
        _ => new(Scheme("person")),
    };

    // As a node: for what is added to an array by a type of its own, code would have to be made when the program runs.
    private static JsonNode Scheme(string name) => new JsonObject { [name] = new JsonArray() };

    private static JsonObject Content(JsonTypeInfo type, JsonObject schemas)
    {
        var name = Name(type.Type);
        if (!schemas.ContainsKey(name))
            schemas[name] = type.GetJsonSchemaAsNode();
        return new() { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } } };
    }

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{string.Concat(type.GenericTypeArguments.Select(Name))}" : type.Name;

    private static IEnumerable<string> Parts(string path) =>
        path.Split('{').Skip(1).Select(static part => part.Split('}')[0].TrimStart('*'));

    private async Task ShowAsync(Call call)
    {
        call.Http.Response.ContentType = "application/json";
        await call.Http.Response.BodyWriter.WriteAsync(_document, call.Cancel).ConfigureAwait(false);
    }
}
