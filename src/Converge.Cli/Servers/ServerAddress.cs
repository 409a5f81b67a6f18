using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Server.Hosting;

namespace Converge.Cli.Servers;

/// <summary>Which server is asked, by whom, and how it is known to be the right one.</summary>
/// <param name="Socket">Of a server on this machine; null for one that is reached by its URL.</param>
/// <param name="Authority">The file with the certificates of who may sign that of the server, or a pin; null for those that this machine trusts anyway.</param>
internal sealed record ServerAddress(Uri Url, string? Socket = null, string? Token = null, string? Authority = null)
{
    public const string ServerVariable = "CONVERGE_SERVER";
    public const string TokenVariable = "CONVERGE_TOKEN";
    public const string AuthorityVariable = "CONVERGE_CA";

    /// <summary>For verbs that ask a server and nothing else.</summary>
    public static readonly Parameter Data = new("--data", $"the folder of a server on this machine, to ask that one; else {ServerVariable} or operator.yaml say which", "DIR");

    /// <summary>For verbs that usually ask this machine.</summary>
    public static readonly Parameter Flag = new("--server", $"ask the server that {ServerVariable} or operator.yaml name, and not this machine");

    private const string SocketScheme = "unix:";

    /// <summary>As it is named in errors.</summary>
    public string Name => Socket ?? Url.OriginalString;

    public static ServerAddress Of(Invocation invocation)
    {
        if (invocation.Has(Data))
            return OfSocket(Path.Combine(invocation[Data], "control.sock"));
        var file = OperatorFile.Read();
        var named = Variable(ServerVariable);
        if ((named ?? file?.Server) is not { } server)
            return OfThisMachine();
        // What the file says is for the server in it alone.
        var isOfFile = named is null || named == file?.Server;
        return Of(server, Variable(TokenVariable) ?? (isOfFile ? file?.Token : null), Variable(AuthorityVariable) ?? (isOfFile ? file?.Authority : null));
    }

    private static ServerAddress Of(string server, string? token, string? authority)
    {
        if (server.StartsWith(SocketScheme, StringComparison.Ordinal))
            return OfSocket(server[SocketScheme.Length..]);
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || url.AbsolutePath != "/" || url.UserInfo.Length > 0)
            throw new UserException($"'{server}' is no address of a server", "as in 'https://converge.example.com:7443'");
        return new(url, Token: token, Authority: authority);
    }

    private static ServerAddress OfThisMachine()
    {
        var socket = Path.Combine(ServerOptions.UsualData, "control.sock");
        return File.Exists(socket)
            ? OfSocket(socket)
            : throw new UserException("it is not said which server is meant", $"set {ServerVariable} and {TokenVariable}, or write them to {OperatorFile.Usual}, or name the folder of a server on this machine with '{Data.Name}'");
    }

    private static ServerAddress OfSocket(string path) => new(new("http://localhost"), Socket: path);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
