namespace Converge.Protocol;

/// <summary>Where the calls of the server are. They are described in its OpenAPI document.</summary>
public static class Routes
{
    public const string Authority = "/v1/authority";
    public const string Enrol = "/v1/enrol";
    public const string Renew = "/v1/renew";
    public const string Nodes = "/v1/nodes";
    public const string Search = "/v1/search";
    public const string Runs = "/v1/runs";
    public const string Secrets = "/v1/secrets";
    public const string Environments = "/v1/environments";
    public const string Audit = "/v1/audit";
    public const string Tokens = "/v1/tokens";
    public const string Operators = "/v1/operators";
    public const string Export = "/v1/export";
    public const string Repository = "/repo.git";

    public static string Node(string name) => $"{Nodes}/{Uri.EscapeDataString(name)}";

    public static string Certificates(string name) => $"{Node(name)}/certificates";

    public static string Assignment(string name) => $"{Node(name)}/assignment";

    public static string Secret(string path) => $"{Secrets}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
