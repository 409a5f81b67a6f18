using System.Security.Cryptography;
using Converge.Language.Templates;
using Converge.Language.Values;
using Converge.Recipes.Secrets;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>
/// Compiles for those who have no key. What is made from an encrypted form, through whatever functions, is not what the
/// machine is to have: so it compiles once more with other texts in their place, and what differs is marked.
/// </summary>
public static class SealedCompile
{
    private const int KeyBytes = 32;

    /// <param name="inputs">Their secrets are encrypted forms.</param>
    /// <param name="asked">The secrets that it depends on.</param>
    public static CompileResult Run(CompileInputs inputs, out IReadOnlyList<string> asked)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var recorder = new SecretRecorder(inputs.Secrets ?? throw new ArgumentException("without secrets nothing is sealed", nameof(inputs)));
        var result = Compiler.Compile(inputs with { Secrets = recorder });
        asked = recorder.Given;
        if (asked.Count == 0 || result.Catalog is not { } catalog)
            return result;
        var others = Compiler.Compile(inputs with { Secrets = new Others(inputs.Secrets), Kinds = new() }).Catalog?.Resources.ToDictionary(static resource => resource.Id) ?? [];
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        return result with
        {
            Catalog = catalog with
            {
                Recipes = [.. catalog.Recipes.Select(recipe => recipe with { Resources = [.. recipe.Resources.Select(resource => resource with { IsSealed = !IsSame(resource, others) })] })],
            },
        };

        bool IsSame(CatalogResource resource, Dictionary<ResourceId, CatalogResource> byId) =>
            byId.TryGetValue(resource.Id, out var other) && Text(resource) == Text(other);

        string Text(CatalogResource resource) => JsonText.Write(Value.From(CatalogDocument.Of(resource, key)));
    }

    /// <summary>Texts of another length and with other characters.</summary>
    private sealed class Others(ISecretProvider secrets) : ISecretProvider
    {
        public IEnumerable<string> Names => secrets.Names;

        public SecretText? Find(string path) => secrets.Find(path) is { } found ? new($"{path}: {found.Reveal()}~") : null;
    }
}
