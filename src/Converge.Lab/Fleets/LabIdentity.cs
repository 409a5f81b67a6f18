using System.Globalization;
using Converge.Recipes.Secrets;

namespace Converge.Lab.Fleets;

/// <summary>
/// The key that decrypts the secrets of a lab's environment. It is in the tree for everybody to read: what only a lab
/// has, nobody can reach.
/// </summary>
public sealed class LabIdentity
{
    /// <summary>Where a tree has them, as <c>ENVIRONMENT.txt</c>.</summary>
    public const string Source = "lab/identities";

    private readonly string _environment;
    private readonly byte[] _content;

    private LabIdentity(string environment, byte[] content)
    {
        _environment = environment;
        _content = content;
    }

    /// <param name="tree">The folder with <c>recipes/</c> and <c>nodes/</c>.</param>
    public static LabIdentity? Find(string tree, string environment)
    {
        var path = Path.Combine(tree, Source, $"{environment}.txt");
        return File.Exists(path) ? new(environment, File.ReadAllBytes(path)) : null;
    }

    /// <summary>Gives it to a node that applies the tree; the server decrypts with it for all others.</summary>
    public async Task SendAsync(LabClient lab, LabNode node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(node);
        await SendAsync(lab, node, AgeIdentity.OfMachine, "755", cancel).ConfigureAwait(false);
        if (node.IsServer)
            await SendAsync(lab, node, $"{SecretKeys.OfServer}/{_environment}.txt", "700", cancel).ConfigureAwait(false);
    }

    private async Task SendAsync(LabClient lab, LabNode node, string path, string mode, CancellationToken cancel)
    {
        var script = $"umask 077; mkdir -p -m {mode} {Path.GetDirectoryName(path)} && cat >{path}~ && mv {path}~ {path}";
        var ran = await lab.RunAsync(node.Name, ["sh", "-c", script], async (stream, token) => await stream.WriteAsync(_content, token).ConfigureAwait(false), null, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot write '{path}' in '{node.Name}' ({ran.ExitCode.ToString(CultureInfo.InvariantCulture)}): {ran.Error.Trim()}");
    }
}
