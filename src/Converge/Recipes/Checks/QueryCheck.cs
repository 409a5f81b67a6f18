using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Nodes.Queries;

namespace Converge.Recipes.Checks;

/// <summary>Whether queries parse, and whether any node could have the fields that they name.</summary>
internal sealed class QueryCheck(Inspection inspection)
{
    // Git and the certificate say these; what a node says of itself does not decide on secrets.
    private static readonly string[] ReaderFields = ["name", "fqdn", "ip", "roles", "environment"];

    public void Check(PeerDeclaration peers)
    {
        if (peers.Query is { Constant: not null, Node: YamlScalar text } && Query.Parse(text.ToSource(), inspection.Diagnostics) is { } query)
            CheckFields(query);
        foreach (var field in peers.Require)
            CheckField(field.Text.Split('.'), field.Text, field.Span);
    }

    /// <summary>A literal query of <c>search</c>. A mistake in it is for the render to tell, which does so at the same place.</summary>
    public void CheckText(TextReference text)
    {
        var problems = new DiagnosticBag();
        if (text.Text == Nodes.InventorySearch.Index)
            return;
        if (Query.Parse(SourceText.From("query", text.Text), problems) is { } query)
        {
            foreach (var condition in Conditions(query.Root))
                CheckField([.. condition.Field.Path], condition.Field.ToString(), text.At);
        }
        foreach (var problem in problems)
        {
            inspection.Diagnostics.Add(problem with { At = text.At, Message = $"{problem.Message}, at column {problem.At.Column} of the query" });
            inspection.Cover(text.At);
        }
    }

    public void CheckReaders(Query readers)
    {
        foreach (var condition in Conditions(readers.Root))
        {
            if (!ReaderFields.Contains(condition.Field.Path[0]))
                inspection.Diagnostics.Warning(condition.Field.At, $"no reader is found by '{condition.Field}': secrets look at {string.Join(", ", ReaderFields)} alone", Suggestions.Hint(condition.Field.ToString(), ReaderFields.Append("role")));
            CheckName(condition);
        }
    }

    private void CheckFields(Query query)
    {
        foreach (var condition in Conditions(query.Root))
        {
            CheckField([.. condition.Field.Path], condition.Field.ToString(), condition.Field.At);
            CheckName(condition);
        }
    }

    private void CheckField(string[] path, string field, SourceSpan at)
    {
        var known = inspection.Names.Documents.Follow(path, out var found);
        if (known == path.Length)
            return;
        var near = found.Members!.Keys.Select(key => string.Join('.', [.. path[..known], key, .. path[(known + 1)..]]));
        inspection.Diagnostics.Warning(at, $"no node can have a field '{field}'", Suggestions.Hint(field, near));
    }

    /// <summary>A role or an environment that is not there finds no node.</summary>
    private void CheckName(FieldCondition condition)
    {
        if (condition is not { Field.Path: ["roles" or "environment" or "recipes"], Test: EqualTo { Literal.Text: var name } })
            return;
        var (what, names) = condition.Field.Path[0] switch
        {
            "roles" => ("role", inspection.Tree.Roles.Keys),
            "environment" => ("environment", inspection.Tree.Environments.Keys),
            _ => ("recipe", inspection.Recipes.Select(static recipe => recipe.Name)),
        };
        if (!names.Contains(name))
            inspection.Diagnostics.Warning(condition.At, $"there is no {what} '{name}', so this finds no node", Suggestions.Hint(name, names));
    }

    private static IEnumerable<FieldCondition> Conditions(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(Conditions),
        AnyOf any => any.Parts.SelectMany(Conditions),
        Not not => Conditions(not.Inner),
        _ => [(FieldCondition)condition],
    };
}
