using Converge.Language.Values;
using Converge.Recipes.Secrets;
using Converge.Testing;
using Shouldly;

namespace Converge.Tests.Recipes.Secrets;

/// <summary>Keys of age, and trees with values that are encrypted for them.</summary>
internal sealed class AgeFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    public string Path => _folder.Path;

    public string FileOf(string name) => System.IO.Path.Combine(Path, $"{name}.txt");

    public async Task<AgeIdentity> MakeAsync(string name)
    {
        var (key, problem) = await AgeIdentity.CreateAsync(FileOf(name), CancellationToken.None);
        problem.ShouldBeNull();
        _keys.Add(name, key!);
        return AgeIdentity.Open(FileOf(name), out _)!;
    }

    public async Task<string> SealAsync(string text, params string[] names)
    {
        var (value, problem) = await Sealing.SealAsync(new SecretText(text), [.. names.Select(name => new Recipient(name, _keys[name], new("recipients", 1, 1)))]);
        problem.ShouldBeNull();
        return value!.ToString();
    }

    public void Dispose() => _folder.Dispose();
}
