using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Values;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretListVerb : Verb
{
    private static readonly Parameter Files = new("FILE", "only those of these files, as in 'production/tls'", repeats: true, optional: true);
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "secret list";

    public override string Summary => "list the secrets, for whom they are encrypted and whether that is still right";

    public override Parameter[] Parameters => [Files, Workspace.Folder, Format];

    public override string Example =>
        """
        $ mkdir -p recipes secrets && converge secret key --output me.txt >me.pub 2>/dev/null
        $ printf 'people: {me: %s}\nenvironments: {production: %s}\n' "$(cat me.pub)" "$(cat me.pub)" >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app >/dev/null
        $ converge secret list
        secret                  state    decrypted by   readers
        production/db.password  current  me,production  role:app
        """;

    public override int Run(Invocation invocation)
    {
        using var store = SecretStore.Open(invocation);
        var names = invocation.All(Files).ConvertAll(store.NameOf);
        var files = names.Count > 0 ? names.ConvertAll(store.Read) : [.. store.Secrets.ReadAll([])];
        var rows = files.SelectMany(file => file.Values.Select(value => Row(store, file, $"{file.Name}.{value.Key}", value.Value.Text))).ToList();
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? JsonText.Write(Value.From(new ScriptArray(rows.Select(static row => Value.From(ToObject(row))))), new(Indent: 2)) + "\n"
            : Table.Print([["secret", "state", "decrypted by", "readers"], .. rows.Select(static row => new[] { row.Path, row.State, row.For.Length == 0 ? "-" : row.For, row.Readers })]));
        return 0;
    }

    private static ListedSecret Row(SecretStore store, SecretFile file, string path, string text)
    {
        if (!SealedValue.IsMeant(text))
            return new(path, "plaintext", "", file.ReadersText);
        if (!SealedValue.TryParse(text, out var value, out _))
            return new(path, "malformed", "", file.ReadersText);
        var recipients = store.Secrets.Recipients?.RecipientsOf(file.Name, out _) ?? [];
        var names = string.Join(',', value.For.Select(static mark => mark.Split(':')[0]).Distinct(StringComparer.Ordinal));
        return new(path, Staleness.Of(value, recipients).IsStale ? "stale" : "current", names, file.ReadersText);
    }

    private static ScriptObject ToObject(ListedSecret row) => new()
    {
        ["secret"] = Value.From(row.Path),
        ["state"] = Value.From(row.State),
        ["decrypted_by"] = Value.From(new ScriptArray(row.For.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static name => Value.From(name)))),
        ["readers"] = Value.From(row.Readers),
    };

    private sealed record ListedSecret(string Path, string State, string For, string Readers);
}
