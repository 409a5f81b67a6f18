using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes.Secrets;

namespace Converge.Recipes.Checks;

/// <summary>Whether all secrets are encrypted, for those who should be able to decrypt them, and are of use to somebody.</summary>
internal sealed class SealCheck(Inspection inspection)
{
    private readonly RecipientFile? _recipients = inspection.Secrets.Recipients;

    public void Check()
    {
        inspection.Diagnostics.AddRange(_recipients?.Diagnostics ?? []);
        CheckEnvironments();
        foreach (var file in inspection.SecretFiles)
            Check(file);
        if (_recipients is null && inspection.SecretFiles.FirstOrDefault(static file => !file.Values.IsEmpty) is { } first)
            inspection.Diagnostics.Warning(first.At, "nobody says for whom secrets are encrypted", $"{RecipientFile.Path} has 'people: {{ann: age1…}}' and 'environments: {{production: age1…}}'");
    }

    /// <summary>Asked last, when everything was looked at.</summary>
    public void CheckUse()
    {
        // What could not be read may name any of them, and so may recipes that a lock takes from elsewhere.
        if (inspection.UsesUnknownSecrets || inspection.Recipes.Any(static recipe => recipe.HasErrors) || inspection.Tree.Files.List("environments", []).Any(static entry => entry.Path.EndsWith(".lock.yaml", StringComparison.Ordinal)))
            return;
        var used = inspection.SecretUses.Select(static use => use.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (file, key, value) in inspection.SecretFiles.SelectMany(static file => file.Values.Select(pair => (file, pair.Key, pair.Value))))
        {
            if (!used.Contains($"{file.Name}.{key}"))
                inspection.Diagnostics.Warning(value.Span, $"nothing uses the secret '{file.Name}.{key}'");
        }
    }

    private void CheckEnvironments()
    {
        foreach (var environment in (_recipients?.Environments ?? []).Where(environment => !inspection.Tree.Environments.ContainsKey(environment.Name)))
            inspection.Diagnostics.Warning(environment.At, $"there is no environment '{environment.Name}'", Suggestions.Hint(environment.Name, inspection.Tree.Environments.Keys));
    }

    private void Check(SecretFile file)
    {
        var stale = new List<(YamlScalar Value, string Why)>();
        SecretProblem? nobody = null;
        var recipients = _recipients?.RecipientsOf(file.Name, out nobody) ?? [];
        if (nobody is not null)
            inspection.Diagnostics.Error(file.At, nobody.Message, nobody.Hint);
        foreach (var (key, value) in file.Values)
        {
            if (!SealedValue.IsMeant(value.Text))
                inspection.Diagnostics.Error(value.Span, $"the secret '{file.Name}.{key}' is not encrypted, and whoever has this tree knows it", $"'converge secret set {file.Name}.{key}' encrypts a new one");
            else if (!SealedValue.TryParse(value.Text, out var parsed, out var problem))
                inspection.Diagnostics.Error(value.Span, $"the secret '{file.Name}.{key}' is malformed: {problem}", $"'converge secret set {file.Name}.{key}' writes it anew");
            else if (_recipients is { Diagnostics.IsEmpty: true } && nobody is null && Staleness.Of(parsed, recipients) is { IsStale: true } staleness)
                stale.Add((value, staleness.ToString()));
        }
        foreach (var group in stale.GroupBy(static value => value.Why, StringComparer.Ordinal))
        {
            var others = group.Count() - 1;
            inspection.Diagnostics.Warning(group.MinBy(static value => value.Value.Start).Value.Span, $"the recipients are stale: {group.Key}{(others == 0 ? "" : $" (and {others} more in this file)")}", $"'converge secret rekey {file.Name}'");
        }
        if (nobody is null && _recipients is not null)
            CheckReaders(file, _recipients.EnvironmentsOf(file.Name));
    }

    /// <summary>A server gives a node what is encrypted for the environment of the node.</summary>
    private void CheckReaders(SecretFile file, ImmutableArray<string> environments)
    {
        var nodes = inspection.Tree.Nodes.Where(static entry => entry.IsOneNode).Select(static entry => NodeIdentity.Of(entry, entry.Pattern));
        foreach (var node in nodes.Where(node => !environments.Contains(node.Environment.Name) && file.Readers?.Matches(Fleet.ReaderOf(node), DateTimeOffset.UnixEpoch) == true).DistinctBy(static node => node.Environment.Name))
            inspection.Diagnostics.Warning(file.At, $"'{node.Name}' of '{node.Environment.Name}' may read this file, which is encrypted for {string.Join(", ", environments)} alone", $"a rule in {RecipientFile.Path}: 'files: [{{path: {file.Name}, environments: [{string.Join(", ", environments.Append(node.Environment.Name))}]}}]'");
    }
}
