using System.Diagnostics.CodeAnalysis;
using System.Text;
using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>
/// The git repository around a folder; the folder is the root of its trees, whether it is that of the repository or below.
/// Any thread may use it.
/// </summary>
public sealed class GitRepository : IDisposable
{
    private readonly string _folder;
    private readonly string _prefix;
    private readonly bool _hasWorkTree;

    private GitRepository(string folder, ObjectFormat format, bool hasWorkTree, string prefix)
    {
        _folder = folder;
        _hasWorkTree = hasWorkTree;
        _prefix = prefix;
        Format = format;
        Objects = new(folder, format);
    }

    public ObjectFormat Format { get; }

    internal ObjectReader Objects { get; }

    /// <param name="folder">In a working tree, or a bare repository.</param>
    public static bool TryOpen(string folder, [NotNullWhen(true)] out GitRepository? repository, [NotNullWhen(false)] out GitProblem? problem)
    {
        repository = null;
        if (!Directory.Exists(folder))
        {
            problem = new($"there is no folder '{folder}'");
            return false;
        }
        if (!GitProcess.TryRun(folder, ["rev-parse", "--show-object-format", "--is-inside-work-tree", "--show-prefix"], out var output, out problem))
            return false;
        if (output.ExitCode != 0 || output.Text.Split('\n', 3) is not [var format, var isInside, var prefix])
        {
            problem = GitProblem.Explain(folder, output.Error);
            return false;
        }
        repository = new(folder, format == "sha256" ? ObjectFormat.Sha256 : ObjectFormat.Sha1, isInside == "true", prefix.TrimEnd('\n').TrimEnd('/'));
        return true;
    }

    /// <summary>The folder as it is on disk, without what git was told to ignore, so that its hashes are those of what would be committed.</summary>
    /// <param name="shownAs">What messages put before the paths.</param>
    public bool TryReadFolder(string shownAs, [NotNullWhen(true)] out FolderTree? tree, [NotNullWhen(false)] out GitProblem? problem)
    {
        tree = null;
        var ignored = new HashSet<string>(StringComparer.Ordinal);
        problem = null;
        if (_hasWorkTree && !TryFindIgnored(ignored, out problem))
            return false;
        tree = new(_folder, shownAs) { Format = Format, Ignored = ignored };
        return true;
    }

    /// <summary>The commit that a branch, a tag, the beginning of a hash or <c>HEAD~2</c> names.</summary>
    public bool TryResolve(string revision, [NotNullWhen(true)] out string? commit, [NotNullWhen(false)] out GitProblem? problem) =>
        new RevisionSearch(_folder).TryResolve(revision, out commit, out problem);

    /// <summary>The tree of a commit.</summary>
    /// <param name="commit">Its full hash.</param>
    /// <param name="shownAs">What messages put before the paths, divided by a colon: <c>recipes/web/1.2.0:recipes/web/recipe.yaml</c>.</param>
    public bool TryReadCommit(string commit, [NotNullWhen(true)] out CommitTree? tree, [NotNullWhen(false)] out GitProblem? problem, string? shownAs = null)
    {
        tree = null;
        if (!Objects.TryRead(commit, out var found, out problem))
            return false;
        var hashLength = Format == ObjectFormat.Sha1 ? 40 : 64;
        if (found is not { Type: GitObject.CommitType, Content: { } content } || !content.AsSpan().StartsWith("tree "u8) || content.Length < 5 + hashLength)
        {
            problem = new($"the object {commit} is a {found.Type}; expected a commit");
            return false;
        }
        var root = new CommitTree(this, commit, Encoding.ASCII.GetString(content, 5, hashLength), shownAs);
        if (_prefix.Length == 0)
        {
            tree = root;
            return true;
        }
        return TryEnter(root, commit, shownAs, out tree, out problem);
    }

    /// <summary>The tags <c>recipes/&lt;name&gt;/&lt;version&gt;</c>, by name, the newest version first; others below <c>recipes/</c> are warned of.</summary>
    public bool TryListRecipeTags(DiagnosticBag diagnostics, out IReadOnlyList<RecipeTag> tags, [NotNullWhen(false)] out GitProblem? problem) =>
        RecipeTag.TryList(_folder, diagnostics, out tags, out problem);

    public void Dispose() => Objects.Dispose();

    private bool TryEnter(CommitTree root, string commit, string? shownAs, [NotNullWhen(true)] out CommitTree? tree, [NotNullWhen(false)] out GitProblem? problem)
    {
        (tree, problem) = (null, null);
        var diagnostics = new DiagnosticBag();
        if (root.HashOf(_prefix, diagnostics) is { } hash)
            tree = new(this, commit, hash, shownAs);
        else
            problem = diagnostics.FirstOrDefault() is { } error ? new(error.Message, error.Hint) : new($"the commit {commit} has no folder '{_prefix}'");
        return tree is not null;
    }

    private bool TryFindIgnored(HashSet<string> ignored, [NotNullWhen(false)] out GitProblem? problem)
    {
        if (!GitProcess.TryRun(_folder, ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"], out var output, out problem))
            return false;
        if (output.ExitCode != 0)
            problem = GitProblem.Explain(_folder, output.Error);
        ignored.UnionWith(output.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static path => path.TrimEnd('/')));
        return output.ExitCode == 0;
    }
}
