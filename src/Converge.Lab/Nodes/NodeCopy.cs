namespace Converge.Lab.Nodes;

/// <summary>A file or folder.</summary>
/// <param name="Node">The node that it is in; null for this machine.</param>
public sealed record NodePath(string? Node, string Path)
{
    /// <summary>A colon after a name without slashes means a node, as with <c>scp</c>.</summary>
    public static NodePath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text[..colon].Contains('/', StringComparison.Ordinal) ? new(text[..colon], text[(colon + 1)..]) : new(null, text);
    }
}

/// <summary>Copies between this machine and a node, with modes, owners and times.</summary>
public sealed class NodeCopy(LabClient lab)
{
    // Into a folder that is there as what it is called; else as what the last part of the target says.
    private const string Unpack = """
        set -e
        if [ -d "$1" ]; then cd -- "$1"; exec tar -xpf -; fi
        mkdir -p -- "$(dirname -- "$1")"
        half=$(mktemp -d -- "$(dirname -- "$1")/.copy.XXXXXX")
        trap 'rm -rf -- "$half"' EXIT
        tar -xpf - -C "$half"
        mv -T -- "$half/$2" "$1"
        """;

    public async Task RunAsync(NodePath from, NodePath to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var path = from.Path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : throw new LabException($"'{from.Path}' cannot be copied as a whole");
        var (folder, name) = (Path.GetDirectoryName(path) is { Length: > 0 } above ? above : ".", Path.GetFileName(path));
        using var packing = LabProcess.Start(await CommandAsync(from.Node, ["tar", "-cf", "-", "-C", folder, "--", name], cancel).ConfigureAwait(false));
        packing.StandardInput.Close();
        var said = packing.StandardError.ReadToEndAsync(cancel);
        var unpacking = await LabProcess.RunAsync(
            await CommandAsync(to.Node, ["sh", "-c", Unpack, "sh", to.Path.Length > 0 ? to.Path : ".", name], cancel).ConfigureAwait(false),
            (stream, token) => packing.StandardOutput.BaseStream.CopyToAsync(stream, token),
            null,
            cancel).ConfigureAwait(false);
        await packing.WaitForExitAsync(cancel).ConfigureAwait(false);
        if (packing.ExitCode != 0)
            throw new LabException($"cannot read '{from.Path}'{In(from)}: {(await said.ConfigureAwait(false)).Split('\n')[0].Trim()}");
        if (unpacking.ExitCode != 0)
            throw new LabException($"cannot write '{to.Path}'{In(to)}: {unpacking.Error.Split('\n')[0].Trim()}");
    }

    private static string In(NodePath path) => path.Node is null ? "" : $" in '{path.Node}'";

    private async Task<IReadOnlyList<string>> CommandAsync(string? node, IReadOnlyList<string> command, CancellationToken cancel) =>
        node is null ? command : await lab.EnteringAsync(node, command, cancel).ConfigureAwait(false);
}
