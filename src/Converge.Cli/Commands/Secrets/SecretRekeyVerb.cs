using System.Collections.Immutable;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretRekeyVerb : Verb
{
    private static readonly Parameter Files = new("FILE", "only these files, as in 'production/tls'; if not given, all whose recipients are stale", repeats: true, optional: true);

    public override string Name => "secret rekey";

    public override string Summary => "encrypt anew what is not encrypted for those who can decrypt it by secrets/recipients.yaml";

    public override Parameter[] Parameters => [Files, ChosenIdentity.Option, Workspace.Folder];

    public override string Example =>
        """
        $ mkdir -p recipes secrets
        $ for who in ann bob production; do converge secret key --output $who.txt >$who.pub 2>/dev/null; done
        $ printf 'people: {ann: %s, bob: %s}\nenvironments: {production: %s}\n' $(cat ann.pub bob.pub production.pub) >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app >/dev/null
        $ printf 'people: {ann: %s}\nenvironments: {production: %s}\n' $(cat ann.pub production.pub) >secrets/recipients.yaml
        $ converge secret rekey --identity ann.txt
        rekeyed secrets/production/db.yaml, 1 value
        bob can have read 1 secret, and git keeps what bob could read; rotate it
          converge secret rotate production/db.password
        $ converge secret rekey --identity ann.txt
        nothing is stale
        """;

    public override int Run(Invocation invocation)
    {
        using var store = SecretStore.Open(invocation);
        var names = invocation.All(Files).ConvertAll(store.NameOf);
        var files = names.Count > 0 ? names : [.. store.Secrets.ReadAll([]).Select(static file => file.Name)];
        var stale = files.ConvertAll(name => new StaleFile(name, store)).FindAll(static file => !file.Values.IsEmpty);
        if (stale.Count == 0)
        {
            Standard.Output("nothing is stale\n");
            return 0;
        }
        var keys = SecretKeys.Of(ChosenIdentity.Require(invocation));
        // All or nothing of each file, and every problem before the first file is written.
        var texts = stale.ConvertAll(file => (file, Text: file.Rekey(store, keys)));
        foreach (var (file, text) in texts)
        {
            store.Write(file.Name, text);
            Standard.Output($"rekeyed {store.ShownName(file.Name)}, {Count(file.Values.Length, "value")}\n");
        }
        foreach (var left in stale.SelectMany(static file => file.Values).SelectMany(static value => value.Left.Select(mark => (Who: mark.Split(':')[0], value.Path))).Distinct().GroupBy(static left => left.Who, StringComparer.Ordinal))
        {
            Standard.Output($"{left.Key} can have read {Count(left.Count(), "secret")}, and git keeps what {left.Key} could read; rotate {(left.Count() == 1 ? "it" : "them")}\n");
            Standard.Output(string.Concat(left.Select(static value => $"  converge secret rotate {value.Path}\n")));
        }
        return 0;
    }

    internal static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    private sealed class StaleFile
    {
        public StaleFile(string name, SecretStore store)
        {
            Name = name;
            var recipients = store.RecipientsOf(name);
            Values = [.. store.Read(name).Values.Select(pair => StaleValue.Of(new(name, pair.Key), pair.Value.Text, recipients)).OfType<StaleValue>()];
        }

        public string Name { get; }

        public ImmutableArray<StaleValue> Values { get; }

        public string Rekey(SecretStore store, SecretKeys keys)
        {
            var source = store.TextOf(Name);
            var secrets = Task.WhenAll(Values.Select(value => keys.DecryptAsync(value.Path, value.Text).AsTask())).GetAwaiter().GetResult();
            foreach (var (value, answer) in Values.Zip(secrets))
                source = SecretStore.Set(source, value.Path.Key, store.Seal(answer.Value ?? throw new UserException(answer.Message, answer.Hint), Name));
            return source.Text;
        }
    }

    private sealed record StaleValue(SecretPath Path, string Text, ImmutableArray<string> Left)
    {
        public static StaleValue? Of(SecretPath path, string text, ImmutableArray<Recipient> recipients)
        {
            if (!SealedValue.TryParse(text, out var value, out var problem))
                throw new UserException($"the secret '{path}' {(SealedValue.IsMeant(text) ? $"is malformed: {problem}" : "is not encrypted")}", $"'converge secret set {path}' writes it anew");
            var staleness = Staleness.Of(value, recipients);
            return staleness.IsStale ? new(path, text, staleness.Left) : null;
        }
    }
}
