using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretGetVerb : Verb
{
    public override string Name => "secret get";

    public override string Summary => "print a secret; a single line gets an end, a longer text is printed as it is";

    public override Parameter[] Parameters => [SecretStore.Path, ChosenIdentity.Option, Workspace.Folder];

    public override string Example =>
        """
        $ mkdir -p recipes secrets && converge secret key --output me.txt >me.pub 2>/dev/null
        $ printf 'people: {me: %s}\nenvironments: {production: %s}\n' "$(cat me.pub)" "$(cat me.pub)" >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app >/dev/null
        $ converge secret get production/db.password --identity me.txt
        correct-horse
        """;

    public override int Run(Invocation invocation)
    {
        var path = SecretStore.Parse(invocation[SecretStore.Path]);
        using var store = SecretStore.Open(invocation);
        var text = SecretStore.Unseal(path, store.Find(path), SecretKeys.Of(ChosenIdentity.Require(invocation))).Reveal();
        Standard.Output(text.Contains('\n', StringComparison.Ordinal) ? text : $"{text}\n");
        return 0;
    }
}
