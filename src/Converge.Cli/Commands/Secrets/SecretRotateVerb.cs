using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Converge.Catalogs;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Values;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

internal sealed class SecretRotateVerb : Verb
{
    private static readonly Parameter Command = new("--command", "a shell line that prints the new value; if not given, one is made by chance, as long as the old one and of the same characters", "LINE");
    private static readonly Parameter Length = new("--length", "how many letters and digits the new value has; then the old one is not looked at", "NUMBER");

    public override string Name => "secret rotate";

    public override string Summary => "give a secret a new value, and say where it is used";

    public override Parameter[] Parameters => [SecretStore.Path, Command, Length, ChosenIdentity.Option, Workspace.Folder];

    public override string Example =>
        """
        $ mkdir -p recipes/app roles environments nodes secrets && converge secret key --output me.txt >me.pub 2>/dev/null
        $ printf 'people: {me: %s}\nenvironments: {production: %s}\n' "$(cat me.pub)" "$(cat me.pub)" >secrets/recipients.yaml
        $ echo correct-horse | converge secret set production/db.password --readers role:app >/dev/null
        $ printf 'name: app\nversion: 1.0.0\nresources:\n  - file: /etc/app.key\n    content: "{{ secret '"'production/db.password'"' }}"\n' >recipes/app/recipe.yaml
        $ printf 'name: app\nrecipes: [app]\n' >roles/app.yaml && echo 'name: production' >environments/production.yaml
        $ printf -- '- name: app1\n  environment: production\n  roles: [app]\n' >nodes/app.yaml
        $ converge secret rotate production/db.password --identity me.txt
        rotated production/db.password, 13 characters
        used at recipes/app/recipe.yaml:5:25
        roles that have it: app
        nodes that get it: app1
        """;

    public override int Run(Invocation invocation)
    {
        var path = SecretStore.Parse(invocation[SecretStore.Path]);
        using var store = SecretStore.Open(invocation);
        var old = store.Find(path);
        var secret = invocation.Has(Command) ? Ask(invocation[Command]) : invocation.Has(Length) ? RandomSecret.Of(ReadLength(invocation[Length])) : Like(invocation, path, old);
        store.Write(path.File, SecretStore.Set(store.TextOf(path.File), path.Key, store.Seal(secret, path.File)).Text);
        var length = secret.Reveal().Length;
        Standard.Output($"rotated {path}, {SecretRekeyVerb.Count(length, "character")}\n");
        Report(invocation, path.ToString());
        return 0;
    }

    private static SecretText Like(Invocation invocation, SecretPath path, string old) => RandomSecret.Like(SecretStore.Unseal(path, old, SecretKeys.Of(ChosenIdentity.Require(invocation))))
        ?? throw new UserException($"'{path}' is no text that can be made by chance", $"'{Command}' tells how to make a new one, or 'converge secret set {path}' takes it");

    private static SecretText Ask(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? SecretInput.Of(text) : throw new UserException($"'{line}' ended with {process.ExitCode}; nothing was changed");
    }

    private static int ReadLength(string text)
    {
        const int Shortest = 8;
        const int Longest = 4096;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= Shortest and <= Longest
            ? length
            : throw new UserException($"'{text}' is no length: expected {Shortest} to {Longest}");
    }

    private static void Report(Invocation invocation, string path)
    {
        using var workspace = Workspace.OpenOrBegin(invocation);
        var fleet = workspace.ReadFolder();
        var uses = FleetCheck.FindSecretUses(fleet).Where(use => use.Path == path).Select(static use => use.At).ToList();
        var nodes = new ConcurrentBag<string>();
        Parallel.ForEach(fleet.Nodes.ToList(), node =>
        {
            var recorder = new SecretRecorder(fleet.InputsOf(node).Secrets!);
            Compiler.Compile(fleet.InputsOf(node) with { Secrets = recorder });
            if (recorder.Given.Contains(path, StringComparer.Ordinal))
                nodes.Add(node.Name);
        });
        var recipes = uses.Select(use => fleet.Tree.RecipeNames.FirstOrDefault(name => use.File.StartsWith($"{workspace.NameOf($"recipes/{name}")}/", StringComparison.Ordinal))).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var roles = fleet.Tree.Roles.Values.Where(role => role.Recipes.Any(recipe => recipes.Contains(recipe.Recipe))).Select(static role => role.Name);
        Standard.Output(string.Concat(uses.Select(static use => $"used at {use}\n")));
        Tell("roles that have it", roles);
        Tell("nodes that get it", nodes.Order(StringComparer.Ordinal));
    }

    private static void Tell(string what, IEnumerable<string> names) => Standard.Output($"{what}: {string.Join(", ", names.DefaultIfEmpty("none that the tree names"))}\n");
}
