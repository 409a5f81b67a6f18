using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes.Secrets;

namespace Converge.Cli.Commands.Secrets;

/// <summary>The secret files of the tree that somebody works on.</summary>
internal sealed class SecretStore : IDisposable
{
    public static readonly Parameter Path = new("PATH", "a secret, as in 'production/tls.www.key'");
    public static readonly Parameter File = new("FILE", "a secret file, as in 'production/tls' or 'secrets/production/tls.yaml'");

    private readonly Workspace _workspace;

    private SecretStore(Workspace workspace)
    {
        _workspace = workspace;
        Secrets = new(workspace.ReadFolder().Tree.Files);
    }

    public SealedSecrets Secrets { get; }

    public static SecretStore Open(Invocation invocation) => new(Workspace.OpenOrBegin(invocation));

    /// <exception cref="UserException">It is no path of a secret.</exception>
    public static SecretPath Parse(string text) => SecretPath.TryParse(text, out var path) ? path : throw new UserException($"'{text}' names no secret", SecretPath.Example);

    /// <summary>The name of a file that the user named by that name, or as a path.</summary>
    public string NameOf(string given)
    {
        const string Folder = "secrets/";
        const string Yaml = ".yaml";
        var path = given.EndsWith(Yaml, StringComparison.Ordinal) && _workspace.PathInTree(given) is { } inTree ? inTree : given;
        path = path.StartsWith(Folder, StringComparison.Ordinal) ? path[Folder.Length..] : path;
        return path.EndsWith(Yaml, StringComparison.Ordinal) ? path[..^Yaml.Length] : path;
    }

    /// <exception cref="UserException">There is none, or it has errors.</exception>
    public SecretFile Read(string name)
    {
        var problems = new DiagnosticBag();
        var file = Secrets.Read(name, problems);
        if (problems.HasErrors)
            throw new ComplaintException(problems.Sorted(), _workspace.Find);
        if (file is null)
            throw new UserException($"there is no file '{_workspace.NameOf(SealedSecrets.PathOf(name))}'", Suggestions.Hint(name, Secrets.ReadAll([]).Select(static other => other.Name)) ?? "'converge secret list' lists them");
        return file.Diagnostics.IsEmpty ? file : throw new ComplaintException(file.Diagnostics, _workspace.Find);
    }

    /// <exception cref="UserException">There is none.</exception>
    public string Find(SecretPath path)
    {
        var file = Read(path.File);
        return file.Values.TryGetValue(path.Key, out var value)
            ? value.Text
            : throw new UserException($"there is no secret '{path}'", Suggestions.Hint(path.ToString(), file.Paths) ?? $"there are {string.Join(", ", file.Paths.DefaultIfEmpty("none in this file"))}");
    }

    /// <exception cref="UserException">The tree does not say who can decrypt it.</exception>
    public System.Collections.Immutable.ImmutableArray<Recipient> RecipientsOf(string name)
    {
        var file = Secrets.Recipients ?? throw new UserException($"there is no '{RecipientFile.Path}', which says who can decrypt", "as in 'people: {ann: age1…}' and 'environments: {production: age1…}'; 'converge secret key create' makes the key of an environment");
        if (file.Diagnostics.Length > 0)
            throw new ComplaintException(file.Diagnostics, _workspace.Find);
        var recipients = file.RecipientsOf(name, out var problem);
        return problem is null ? recipients : throw new UserException(problem.Message, problem.Hint);
    }

    public SealedValue Seal(SecretText secret, string name)
    {
        var (value, problem) = Sealing.SealAsync(secret, RecipientsOf(name)).GetAwaiter().GetResult();
        return value ?? throw new UserException($"the secret cannot be encrypted: {problem!.Message}", problem.Hint);
    }

    public static SecretText Unseal(SecretPath path, string sealedText, SecretKeys keys)
    {
        var answer = keys.DecryptAsync(path, sealedText).AsTask().GetAwaiter().GetResult();
        return answer.Value ?? throw new UserException(answer.Message, answer.Hint);
    }

    /// <summary>The text of a file, to be changed and written back.</summary>
    public SourceText TextOf(string name) => _workspace.Find(_workspace.NameOf(SealedSecrets.PathOf(name))) ?? throw new UserException($"there is no file '{_workspace.NameOf(SealedSecrets.PathOf(name))}'");

    public string ShownName(string name) => _workspace.NameOf(SealedSecrets.PathOf(name));

    public bool Exists(string name) => System.IO.Path.Exists(System.IO.Path.Combine(_workspace.Root, SealedSecrets.PathOf(name)));

    public void Write(string name, string text)
    {
        if (Exists(name))
            _workspace.Write(SealedSecrets.PathOf(name), text);
        else
            _workspace.WriteNew(SealedSecrets.PathOf(name), text);
    }

    /// <summary>A text with one value changed.</summary>
    public static SourceText Set(SourceText source, string key, SealedValue value) =>
        SecretEdit.Set(source, key, value.ToString(), out var problem) is { } text ? SourceText.From(source.Path, text) : throw new UserException(problem!.Message, problem.Hint);

    public void Dispose() => _workspace.Dispose();
}
