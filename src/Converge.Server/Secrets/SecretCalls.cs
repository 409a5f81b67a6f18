using System.Runtime.CompilerServices;
using Converge.Catalogs;
using Converge.Facts;
using Converge.Nodes;
using Converge.Protocol;
using Converge.Recipes.Secrets;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Secrets;

/// <summary>Gives nodes the secrets whose readers they are, by what git and their certificates say of them.</summary>
internal sealed class SecretCalls(RepositoryMirror repository, ServerOptions options, AuditLog audit)
{
    // The key of each environment is a file of its own: 'production.txt'.
    private readonly SecretKeys _keys = SecretKeys.In(options.In("keys"));

    // The secrets of a commit are read once, and go with it.
    private readonly ConditionalWeakTable<Fleet, OpenSecrets> _secrets = [];

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("GET", $"{Routes.Secrets}/{{**path}}", Access.AnyNode, GetAsync) { Summary = "a secret, for a node that may read it", Gives = ProtocolJson.Default.SecretValue },
    ];

    private async Task GetAsync(Call call)
    {
        var (path, name) = (call.Route("path"), ((Caller.Node)call.Caller).NodeName);
        await repository.FirstLook.WaitAsync(call.Cancel).ConfigureAwait(false);
        var role = repository.View.Of(name);
        if (role is not { Identity: { } identity, Head.Fleet: { } fleet })
            throw RefusalException.NotFound($"there are no secrets for '{name}'", role.Problem);
        var answer = await _secrets.GetValue(fleet, Open).FindAsync(path, NodeModel.ToDocument(identity, FactSet.Unknown, [], attributes: null), call.Cancel).ConfigureAwait(false);
        if (answer.Value is not { } secret)
        {
            await audit.NoteAsync(call, "was refused secret", path, answer.Message).ConfigureAwait(false);
            throw new RefusalException(Status(answer.Refusal), answer.Message is { Length: > 0 } message ? message : $"there is no secret '{path}'", answer.Hint);
        }
        await audit.NoteAsync(call, "read secret", path).ConfigureAwait(false);
        await call.AnswerAsync(new SecretValue(path, secret.Reveal()), ProtocolJson.Default.SecretValue).ConfigureAwait(false);
    }

    private OpenSecrets Open(Fleet fleet) => new(fleet.Tree.Files, _keys);

    private static int Status(SecretRefusal refusal) => refusal switch
    {
        SecretRefusal.Unknown => StatusCodes.Status404NotFound,
        SecretRefusal.NotAReader => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
