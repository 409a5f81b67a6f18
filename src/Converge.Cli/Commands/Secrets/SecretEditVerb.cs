using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretEditVerb : Verb
{
    public override string Name => "secret edit";

    public override string Summary => "edit a secret file in $EDITOR, decrypted in memory; what is changed is encrypted anew";

    public override Parameter[] Parameters => [SecretStore.File, ChosenIdentity.Option, Workspace.Folder];

    public override string Example =>
        """
        $ mkdir -p recipes secrets && converge secret key --output me.txt >me.pub 2>/dev/null
        $ printf 'people: {me: %s}\nenvironments: {production: %s}\n' "$(cat me.pub)" "$(cat me.pub)" >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app >/dev/null
        $ EDITOR='sed -i s/horse/mare/' converge secret edit production/db --identity me.txt
        changed secrets/production/db.yaml: password
        $ converge secret get production/db.password --identity me.txt
        correct-mare
        """;

    public override int Run(Invocation invocation)
    {
        using var store = SecretStore.Open(invocation);
        var name = store.NameOf(invocation[SecretStore.File]);
        var file = store.Read(name);
        store.RecipientsOf(name);
        var keys = SecretKeys.Of(ChosenIdentity.Require(invocation));
        var answers = Task.WhenAll(file.Values.Select(pair => keys.DecryptAsync(new(name, pair.Key), pair.Value.Text).AsTask())).GetAwaiter().GetResult();
        if (Array.Find(answers, static answer => answer.Value is null) is { } refused)
            throw new UserException(refused.Message, refused.Hint);
        var plain = file.Values.Zip(answers).ToDictionary(static pair => pair.First.Key, static pair => pair.Second.Value!.Reveal(), StringComparer.Ordinal);
        var before = SecretEdit.Reveal(store.TextOf(name), plain);
        using var draft = SecretDraft.Begin($"{Path.GetFileName(name)}.yaml", before);
        var (edited, after) = Edit(draft, name);
        if (after == before)
        {
            Standard.Output("nothing was changed\n");
            return 0;
        }
        Write(store, file, plain, edited, SourceText.From(store.ShownName(name), after));
        return 0;
    }

    /// <summary>Until it can be read, or they give up.</summary>
    private static (SecretFile File, string Text) Edit(SecretDraft draft, string name)
    {
        while (true)
        {
            draft.Edit();
            var text = draft.Read();
            var file = SecretFile.Read(name, SourceText.From($"{name}.yaml", text));
            if (file.Diagnostics.IsEmpty)
                return (file, text);
            Complaint.Write(file.Diagnostics, static _ => null);
            if (!Terminal.IsPerson || !Question.Ask("edit it once more?"))
                throw new UserException("nothing was changed");
        }
    }

    private static void Write(SecretStore store, SecretFile before, Dictionary<string, string> plain, SecretFile edited, SourceText text)
    {
        var changed = edited.Values.Where(pair => !plain.TryGetValue(pair.Key, out var old) || old != pair.Value.Text).Select(static pair => pair.Key).ToList();
        var encrypted = edited.Values.ToDictionary(static pair => pair.Key, pair => changed.Contains(pair.Key) ? store.Seal(new SecretText(pair.Value.Text), before.Name).ToString() : before.Values[pair.Key].Text, StringComparer.Ordinal);
        var hidden = SecretEdit.Hide(text, encrypted) ?? throw new UserException("the edited file cannot be encrypted value by value; nothing was changed", "write values as plain, quoted or '|' texts, without anchors");
        store.Write(before.Name, hidden);
        var gone = before.Values.Keys.Except(edited.Values.Keys).ToList();
        var parts = new[] { changed.Count > 0 ? string.Join(", ", changed) : null, gone.Count > 0 ? $"removed {string.Join(", ", gone)}" : null }.OfType<string>();
        Standard.Output($"changed {store.ShownName(before.Name)}: {string.Join("; ", parts.DefaultIfEmpty("no value"))}\n");
    }
}
