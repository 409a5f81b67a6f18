using System.Collections.Immutable;
using System.IO.Enumeration;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Reading;

namespace Converge.Recipes.Secrets;

/// <summary><c>secrets/recipients.yaml</c>: who can decrypt what.</summary>
public sealed record RecipientFile(SourceSpan At)
{
    public const string Path = "secrets/recipients.yaml";

    private const string PeopleKey = "people";
    private const string EnvironmentsKey = "environments";

    public ImmutableArray<Recipient> People { get; init; } = [];

    public ImmutableArray<Recipient> Environments { get; init; } = [];

    /// <summary>The first one that matches a file decides.</summary>
    public ImmutableArray<RecipientRule> Rules { get; init; } = [];

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The environments whose servers can decrypt a file: those of its rule, else the one that its first folder is called after.</summary>
    public ImmutableArray<string> EnvironmentsOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (RuleOf(file)?.Environments is { IsDefault: false } named)
            return [.. named.Select(static name => name.Text)];
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Environments.Any(known => known.Name == file[..slash]) ? [file[..slash]] : [];
    }

    /// <summary>All keys that a file is encrypted for.</summary>
    public ImmutableArray<Recipient> RecipientsOf(string file, out SecretProblem? problem)
    {
        var environments = EnvironmentsOf(file);
        var people = RuleOf(file)?.People is { IsDefault: false } named ? People.Where(person => named.Any(name => name.Text == person.Name)) : People;
        problem = environments.IsEmpty
            ? new($"no environment can decrypt 'secrets/{file}.yaml'", $"{Path} has a key for the environment that its first folder is called after, or a rule: 'files: [{{path: {file}, environments: [...]}}]'")
            : null;
        return [.. people.Concat(Environments.Where(known => environments.Contains(known.Name)))];
    }

    public static RecipientFile Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var file = new RecipientFile(source.Span(0));
        if (YamlDocument.Parse(source, diagnostics) is { } node && Fields.Of(node, Path, diagnostics) is { } fields)
        {
            file = file with { People = ReadKeys(fields.Map(PeopleKey), diagnostics), Environments = ReadKeys(fields.Map(EnvironmentsKey), diagnostics) };
            foreach (var twice in file.Environments.Where(environment => file.People.Any(person => person.Name == environment.Name)).DistinctBy(static twice => twice.Name))
                diagnostics.Error(twice.At, $"'{twice.Name}' is a person, too", "values name both, so they must be told apart");
            file = file with { Rules = [.. fields.List("files").Select(rule => ReadRule(rule, file, diagnostics)).OfType<RecipientRule>()] };
            fields.End();
        }
        return file with { Diagnostics = [.. diagnostics] };
    }

    private RecipientRule? RuleOf(string file) => Rules.FirstOrDefault(rule => rule.Matches(file));

    private static ImmutableArray<Recipient> ReadKeys(YamlMapping? map, DiagnosticBag diagnostics)
    {
        var keys = ImmutableArray.CreateBuilder<Recipient>();
        foreach (var (name, value) in map?.Entries ?? [])
        {
            if (!Names.Check(name, "a recipient", diagnostics))
                continue;
            foreach (var node in value is YamlSequence list ? list.Items : [value])
            {
                if (node is YamlScalar { IsText: true } key && Recipient.IsKey(key.Text))
                    keys.Add(new(name.Text, Recipient.Bare(key.Text), key.Span));
                else if (node is YamlScalar { Text: var text } && text.StartsWith("AGE-SECRET-KEY", StringComparison.OrdinalIgnoreCase))
                    diagnostics.Error(node.Span, $"this is the secret key of '{name.Text}', which belongs nowhere but on their own machine", "make a new one: this one is known now");
                else
                    diagnostics.Error(node.Span, $"the key of '{name.Text}' is not {Recipient.KeyForm}");
            }
        }
        return keys.ToImmutable();
    }

    private static RecipientRule? ReadRule(YamlNode node, RecipientFile file, DiagnosticBag diagnostics)
    {
        const string Owner = "a rule of 'files'";
        if (Fields.Of(node, Owner, diagnostics) is not { } fields)
            return null;
        var path = fields.RequiredText("path", "production/*");
        var rule = path is null ? null : new RecipientRule(path.Text, path.Span)
        {
            People = NamesIn(fields, PeopleKey, "a person", file.People, diagnostics),
            Environments = NamesIn(fields, EnvironmentsKey, "an environment", file.Environments, diagnostics),
        };
        fields.End();
        return rule;
    }

    /// <summary>Default if the key is not given, which is not the same as nobody.</summary>
    private static ImmutableArray<YamlScalar> NamesIn(Fields fields, string key, string what, ImmutableArray<Recipient> known, DiagnosticBag diagnostics)
    {
        var names = fields.Texts(key);
        if (fields.Node(key) is null)
            return default;
        foreach (var name in names.Where(name => known.All(recipient => recipient.Name != name.Text)))
            diagnostics.Error(name.Span, $"'{key}' has no key of {what} '{name.Text}'", Suggestions.Hint(name.Text, known.Select(static recipient => recipient.Name)));
        return names;
    }
}

/// <summary>Who can decrypt the files of a path.</summary>
/// <param name="Path">Without extension, below <c>secrets/</c>; <c>*</c> stands for anything.</param>
public sealed record RecipientRule(string Path, SourceSpan At)
{
    /// <summary>Default for all people.</summary>
    public ImmutableArray<YamlScalar> People { get; init; }

    /// <summary>Default for the one that the first folder is called after.</summary>
    public ImmutableArray<YamlScalar> Environments { get; init; }

    public bool Matches(string file) => FileSystemName.MatchesSimpleExpression(Path, file, ignoreCase: false);
}
