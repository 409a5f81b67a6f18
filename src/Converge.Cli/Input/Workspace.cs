using System.Text;
using Converge.Catalogs;
using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Secrets;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;

namespace Converge.Cli.Input;

/// <summary>The tree that a verb works on: the folder around the current one, or a commit of its repository.</summary>
internal sealed class Workspace : IDisposable
{
    public static readonly Parameter Folder = new("--tree", "the folder with recipes/, roles/, nodes/; if not given, the nearest one from here upwards", "DIR");
    public static readonly Parameter Revision = new("--at", "a branch, tag or commit to read instead of the files as they are now", "REV");
    public static readonly Parameter Nodes = new("--inventory", "the nodes that searches find: a JSON file, or a folder of them; if not given, those of nodes/", "FILE|DIR", repeats: true);

    private readonly string _root;
    private readonly string _shownAs;
    private readonly List<ITree> _trees = [];
    private GitRepository? _repository;

    private Workspace(string root, Inventory? inventory)
    {
        _root = root;
        Inventory = inventory;
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), root);
        _shownAs = relative == "." ? "" : relative;
    }

    /// <summary>The folder of the tree.</summary>
    public string Root => _root;

    /// <summary>What secrets are decrypted with; null if their encrypted forms will do.</summary>
    public SecretKeys? Keys { get; init; }

    /// <summary>The one that was given; null if searches find what a tree declares.</summary>
    public Inventory? Inventory { get; }

    /// <summary>The repository of the folder.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public GitRepository Repository
    {
        get
        {
            if (_repository is null && !GitRepository.TryOpen(_root, out _repository, out var problem))
                throw new UserException(problem.Message, problem.Hint);
            return _repository;
        }
    }

    /// <summary>The repository of the folder; null if there is none, or no git.</summary>
    public GitRepository? FindRepository() => _repository is not null || GitRepository.TryOpen(_root, out _repository, out _) ? _repository : null;

    public static Workspace Open(Invocation invocation) => Open(invocation, ReadInventory(invocation.All(Nodes)));

    /// <summary>With these nodes, or those that its trees declare.</summary>
    public static Workspace Open(Invocation invocation, Inventory? inventory) =>
        new(FindRoot(invocation.Has(Folder) ? invocation[Folder] : null), inventory) { Keys = ReadKeys(invocation) };

    /// <summary>The same; where there is no tree yet, the folder that is named, or the current one, becomes one.</summary>
    public static Workspace OpenOrBegin(Invocation invocation)
    {
        var given = invocation.Has(Folder) ? invocation[Folder] : null;
        if (given is not null && !Directory.Exists(given))
            throw new UserException($"there is no folder '{given}'");
        return new(given ?? FindAbove() ?? Directory.GetCurrentDirectory(), inventory: null);
    }

    /// <summary>The fleet that the options ask for: of a commit if one was given, else of the files as they are.</summary>
    public Fleet Read(Invocation invocation) => invocation.Has(Revision) ? ReadCommit(invocation[Revision]) : ReadFolder();

    /// <summary>With locks, what git ignores must not count: they pin what was committed.</summary>
    public Fleet ReadFolder()
    {
        var locks = Path.Combine(_root, "environments");
        var hasLock = Directory.Exists(locks) && Directory.EnumerateFiles(locks, "*.lock.yaml").Any();
        return hasLock && FindRepository() is not null ? ReadRepositoryFolder() : Open(new FolderTree(_root, _shownAs));
    }

    /// <summary>The files as they are, without what git ignores, so that their hashes are those they will have in a commit.</summary>
    public Fleet ReadRepositoryFolder() =>
        Repository.TryReadFolder(_shownAs, out var tree, out var problem) ? Open(tree) : throw new UserException(problem.Message, problem.Hint);

    /// <summary>Puts a file in place in one step, so that nobody reads half of it.</summary>
    public void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        // With a name that no tree lists.
        var half = $"{full}.{Environment.ProcessId}~";
        try
        {
            File.WriteAllText(half, text);
            File.Move(half, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"cannot write '{path}': {e.Message}");
        }
    }

    /// <exception cref="UserException">There is something at a path.</exception>
    public void RefuseToReplace(string path)
    {
        if (Path.Exists(Path.Combine(_root, path)))
            throw new UserException($"there is '{NameOf(path)}' already", "nothing was made");
    }

    /// <summary>A file where none may be yet, and the folders above it.</summary>
    public void WriteNew(string path, string text)
    {
        var full = Path.Combine(_root, path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using var file = new FileStream(full, FileMode.CreateNew);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"cannot write '{NameOf(path)}': {e.Message}");
        }
    }

    /// <summary>A path below the tree, as the user would name it.</summary>
    public string NameOf(string path) => Path.Combine(_shownAs, path);

    /// <summary>The path below the tree of a file that the user named from where he is; null if there is none in the tree.</summary>
    public string? PathInTree(string given)
    {
        var path = Path.GetRelativePath(_root, Path.GetFullPath(given));
        return File.Exists(given) && !path.StartsWith("..", StringComparison.Ordinal) ? path : null;
    }

    /// <exception cref="UserException">There is no such commit.</exception>
    public Fleet ReadCommit(string revision)
    {
        if (!Repository.TryResolve(revision, out var commit, out var problem) || !Repository.TryReadCommit(commit, out var tree, out problem, revision))
            throw new UserException(problem.Message, problem.Hint);
        return Open(tree);
    }

    /// <summary>The text of a file as a diagnostic names it, to show the line.</summary>
    public SourceText? Find(string name)
    {
        foreach (var tree in _trees)
        {
            var prefix = tree.NameOf("x")[..^1];
            if (name.StartsWith(prefix, StringComparison.Ordinal) && tree.ReadText(name[prefix.Length..], []) is { } text)
                return text;
        }
        return null;
    }

    public void Dispose() => _repository?.Dispose();

    private Fleet Open(ITree files)
    {
        _trees.Add(files);
        var tree = RecipeTree.Open(files);
        return new(tree, environment => LockedRecipes.Open(tree, environment, FindRepository), Inventory, Keys);
    }

    private static SecretKeys? ReadKeys(Invocation invocation) =>
        Array.IndexOf(invocation.Verb.Parameters, ChosenIdentity.Option) >= 0 && ChosenIdentity.Find(invocation) is { } identity ? SecretKeys.Of(identity) : null;

    private static Inventory? ReadInventory(List<string> files)
    {
        if (files.Count == 0)
            return null;
        var sources = new Sources();
        var inventory = InventoryFiles.Read(files, sources);
        return sources.Problems.HasErrors ? throw new ComplaintException(sources.Problems.Sorted(), sources.Find) : inventory;
    }

    private static string FindRoot(string? given)
    {
        if (given is not null)
            return IsTree(given) ? given : throw new UserException($"there is no tree in '{given}'", "expected a folder with 'recipes' or 'roles' in it");
        return FindAbove() ?? throw new UserException("there is no tree here, nor in a folder above", $"expected a folder with 'recipes' or 'roles' in it; '{Folder.Name}' names one");
    }

    private static string? FindAbove()
    {
        for (var folder = Directory.GetCurrentDirectory(); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (IsTree(folder))
                return folder;
        }
        return null;
    }

    private static bool IsTree(string folder) => Directory.Exists(Path.Combine(folder, "recipes")) || Directory.Exists(Path.Combine(folder, "roles"));
}
