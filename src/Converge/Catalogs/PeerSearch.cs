using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Recipes;

namespace Converge.Catalogs;

/// <summary>Answers the searches for peers, and holds the answers against their contracts.</summary>
internal sealed class PeerSearch(CompileInputs inputs, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, PeerAnswer> _answers = new(StringComparer.Ordinal);

    /// <summary>All that were given, in the order in which they were asked for.</summary>
    public ImmutableArray<PeerAnswer> Answers => [.. _answers.Values];

    /// <param name="owner">The recipe or part that declares it, as in the run list.</param>
    public Value Find(PeerDeclaration declaration, string owner, RenderOptions names)
    {
        var key = $"{owner} {declaration.Name}";
        if (!_answers.TryGetValue(key, out var answer))
            _answers.Add(key, answer = Ask(declaration, owner, key, names));
        return answer.ToValue();
    }

    private PeerAnswer Ask(PeerDeclaration declaration, string owner, string key, RenderOptions names)
    {
        var answer = new PeerAnswer(owner, declaration.Name, "", declaration.At) { Generation = inputs.Inventory.Value.Generation };
        if (declaration.Query.Evaluate(names, diagnostics) is not { } value)
            return answer;
        if (value.Kind != ValueKind.String)
        {
            diagnostics.Error(declaration.Query.Node.Span, value.IsSecret ? "a secret cannot be part of a query" : $"the query of '{declaration.Name}' must be a string");
            return answer;
        }
        if (Parse(declaration, value.AsString()) is not { } query)
            return answer;
        answer = Select(answer with { Query = query.ToString() }, query, declaration);
        return Broken(answer.Nodes.Length, declaration) is { } problem ? Otherwise(answer with { Broken = problem }, key, declaration) : answer;
    }

    /// <summary>Positions are those in the recipe if the text stands there as it is, else the place of the template that gave it.</summary>
    private Query? Parse(PeerDeclaration declaration, string text)
    {
        var node = (Language.Yaml.YamlScalar)declaration.Query.Node;
        if (declaration.Query.Constant is not null)
            return Query.Parse(node.ToSource(), diagnostics);
        var problems = new DiagnosticBag();
        var query = Query.Parse(SourceText.From(declaration.Name, text), problems);
        foreach (var problem in problems)
            diagnostics.Add(problem with { At = node.Span, Message = $"{problem.Message} (column {problem.At.Column} of '{text}')" });
        return query;
    }

    private PeerAnswer Select(PeerAnswer answer, Query query, PeerDeclaration declaration)
    {
        var nodes = ImmutableArray.CreateBuilder<NodeDocument>();
        var leftOut = ImmutableArray.CreateBuilder<LeftOut>();
        foreach (var node in inputs.Inventory.Value.Search(query, inputs.Now).Nodes)
        {
            if (declaration.Require.FirstOrDefault(field => FieldPath.Find(node.Fields, field.Text).IsNull) is { } missing)
                leftOut.Add(new(node.Name, missing.Text));
            else
                nodes.Add(node);
        }
        return answer with { Nodes = nodes.ToImmutable(), LeftOut = leftOut.ToImmutable() };
    }

    private static string? Broken(int found, PeerDeclaration declaration)
    {
        if (declaration.Count is { } count && found != count)
            return $"{Nodes(found)}, not {count}";
        if (declaration.Min is { } min && found < min)
            return $"{Nodes(found)}, at least {min} needed";
        return declaration.Max is { } max && found > max ? $"{Nodes(found)}, at most {max} allowed" : null;
    }

    private static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

    private PeerAnswer Otherwise(PeerAnswer answer, string key, PeerDeclaration declaration)
    {
        if (declaration.Otherwise == Recipes.Otherwise.Empty)
            return answer with { Nodes = [] };
        if (declaration.Otherwise == Recipes.Otherwise.Keep && inputs.LastAnswers.TryGetValue(key, out var last))
            return answer with { Nodes = last.Nodes, Generation = last.Generation };
        diagnostics.Error(declaration.At, $"peers.{declaration.Name} of '{inputs.Node.Name}': {answer.Broken} ({answer.Query})", Explain(answer, declaration));
        return answer;
    }

    private static string? Explain(PeerAnswer answer, PeerDeclaration declaration)
    {
        if (!answer.LeftOut.IsEmpty)
            return $"left out: {string.Join(", ", answer.LeftOut.Select(static node => $"{node.Node} has no '{node.Field}'"))}";
        return declaration.Otherwise == Recipes.Otherwise.Keep ? "there is no earlier answer to keep; 'otherwise: empty' goes on without" : null;
    }
}
