using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretSetVerb : Verb
{
    private static readonly Parameter Readers = new("--readers", "for a new file: which nodes may read it, as in 'role:web AND environment:production'", "QUERY");

    public override string Name => "secret set";

    public override string Summary => "encrypt a value into its file, and change nothing else there";

    public override Parameter[] Parameters => [SecretStore.Path, SecretInput.File, Readers, Workspace.Folder];

    public override string Example =>
        """
        $ mkdir -p recipes secrets
        $ converge secret key --output ann.txt >ann.pub 2>/dev/null
        $ converge secret key --output production.txt >production.pub 2>/dev/null
        $ printf 'people:\n  ann: %s\nenvironments:\n  production: %s\n' "$(cat ann.pub)" "$(cat production.pub)" >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app
        set production/db.password, which ann, production can decrypt
        $ converge secret get production/db.password --identity ann.txt
        correct-horse
        """;

    public override int Run(Invocation invocation)
    {
        var path = SecretStore.Parse(invocation[SecretStore.Path]);
        using var store = SecretStore.Open(invocation);
        var source = store.Exists(path.File) ? Present(invocation, store, path) : Begin(invocation, store, path);
        var recipients = store.RecipientsOf(path.File);
        // Before anybody types in a secret for which there is no place.
        _ = SecretEdit.Set(source, path.Key, "ENC[]", out var problem) ?? throw new UserException(problem!.Message, problem.Hint);
        var value = store.Seal(SecretInput.Read(invocation, path.ToString()), path.File);
        store.Write(path.File, SecretStore.Set(source, path.Key, value).Text);
        Standard.Output($"set {path}, which {string.Join(", ", recipients.Select(static recipient => recipient.Name).Distinct(StringComparer.Ordinal))} can decrypt\n");
        return 0;
    }

    private static SourceText Present(Invocation invocation, SecretStore store, SecretPath path)
    {
        if (invocation.Has(Readers))
            throw new UserException($"there is '{store.ShownName(path.File)}' already", "its 'readers' say who may read it; change them there");
        store.Read(path.File);
        return store.TextOf(path.File);
    }

    private static SourceText Begin(Invocation invocation, SecretStore store, SecretPath path)
    {
        if (!invocation.Has(Readers))
            throw new UserException($"there is no '{store.ShownName(path.File)}' yet, and nobody says who may read it", "as in '--readers \"role:web AND environment:production\"'");
        var query = SourceText.From("--readers", invocation[Readers]);
        var problems = new DiagnosticBag();
        if (Query.Parse(query, problems) is null || problems.HasErrors)
            throw new ComplaintException(problems.Sorted(), _ => query);
        return SourceText.From(store.ShownName(path.File), SecretEdit.Begin(invocation[Readers]));
    }
}
