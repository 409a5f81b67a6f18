using Converge.Catalogs;
using Converge.Cli.Output;
using Converge.Nodes;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Input;

/// <summary>Compiles a node with its secrets, or with their encrypted forms if there are no keys.</summary>
internal sealed class MachineSecrets(Fleet fleet, NodeIdentity node, SecretKeys? keys)
{
    public CompileResult Compile(CompileInputs inputs)
    {
        var reader = Fleet.ReaderOf(node);
        var encrypted = fleet.Secrets.For(reader);
        if (keys is null)
        {
            var result = SealedCompile.Run(inputs with { Secrets = encrypted }, out var unknown);
            if (unknown.Count > 0)
                Standard.Error($"converge: {(unknown.Count == 1 ? "a secret was not decrypted, so what depends on it is" : $"{unknown.Count} secrets were not decrypted, so what depends on them is")} unknown; {ChosenIdentity.Hint}\n");
            return result;
        }
        // What it needs is not known before; so the first time it compiles with the encrypted forms.
        var recorder = new SecretRecorder(encrypted);
        var first = Compiler.Compile(inputs with { Secrets = recorder });
        if (recorder.Given.Count == 0)
            return first;
        var open = new OpenSecrets(fleet.Secrets, keys);
        open.PrepareAsync(recorder.Given, reader).GetAwaiter().GetResult();
        return Compiler.Compile(inputs with { Secrets = open.For(reader) });
    }
}
