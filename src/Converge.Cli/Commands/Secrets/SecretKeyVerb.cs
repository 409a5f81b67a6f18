using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretKeyVerb : Verb
{
    private static readonly Parameter Owner = new("--environment", $"the environment whose server it is for: it is put into {SecretKeys.OfServer}; if not given, it is that of a person, in ~/{ChosenIdentity.OfUser}", "NAME");
    private static readonly Parameter Output = new("--output", "another file to put it into", "FILE");

    public override string Name => "secret key";

    public override string Summary => "make a secret key in a file of its owner, and print the public one";

    public override Parameter[] Parameters => [Owner, Output];

    public override string Example =>
        """
        $ converge secret key --environment production --output keys/production.txt >production.pub
        made keys/production.txt
          hint: the public key goes into secrets/recipients.yaml: 'environments: {production: age1…}'
        $ cut -c 1-4 production.pub
        age1
        $ stat -c %a keys/production.txt
        600
        """;

    public override int Run(Invocation invocation)
    {
        var owner = invocation.Has(Owner) ? invocation[Owner] : null;
        var path = invocation.Has(Output) ? invocation[Output] : owner is null ? OfPerson() : Path.Combine(SecretKeys.OfServer, $"{owner}.txt");
        if (owner is not null && (owner.Contains('/', StringComparison.Ordinal) || owner.StartsWith('.')))
            throw new UserException($"'{owner}' is no name of an environment");
        var (key, problem) = AgeIdentity.CreateAsync(path, CancellationToken.None).GetAwaiter().GetResult();
        if (key is null)
            throw new UserException(problem!.Message, problem.Hint);
        Standard.Error($"made {path}\n  hint: the public key goes into {RecipientFile.Path}: '{(owner is null ? "people: {NAME: age1…}" : $"environments: {{{owner}: age1…}}")}'\n");
        Standard.Output($"{key}\n");
        return 0;
    }

    private static string OfPerson() => ChosenIdentity.OfThisUser ?? throw new UserException("this user has no home", $"'{Output.Name}' names a file");
}
