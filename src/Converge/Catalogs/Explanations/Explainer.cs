using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Attributes;
using Converge.Resources;

namespace Converge.Catalogs.Explanations;

/// <summary>Explains what is on a node, and what is not.</summary>
public sealed class Explainer(Fleet fleet, NodeIdentity node)
{
    private const string Peers = "peers.";

    private readonly CompileInputs _inputs = fleet.InputsOf(node);
    private CompileResult? _result;

    /// <summary>What is wrong with the node, as far as it had to be compiled.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _result?.Diagnostics ?? [];

    /// <param name="what">A resource <c>service[nginx]</c>, a search <c>peers.backends</c>, an attribute <c>haproxy.maxconn</c>, or a recipe.</param>
    public Explanation Explain(string what)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (ResourceId.TryParse(what, out var id))
        {
            _result = Compiler.Compile(_inputs);
            return new ResourceExplainer(_inputs, _result).Explain(ResourceTypes.Canonical(id));
        }
        var words = what.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [.., var last] && words.Length <= 2 && last.StartsWith(Peers, StringComparison.Ordinal))
        {
            _result = Compiler.Compile(_inputs);
            return ExplainPeers(words.Length == 2 ? words[0] : null, last[Peers.Length..], what);
        }
        if (!what.Contains('.', StringComparison.Ordinal))
            return ExplainRecipe(what);
        _result = Compiler.CompileAttributes(_inputs);
        return ExplainAttribute(what);
    }

    /// <summary>All attributes of all recipes of the node.</summary>
    public ImmutableArray<AttributeStory> ExplainAttributes()
    {
        _result = Compiler.CompileAttributes(_inputs);
        var stories = new AttributeStories(_result.AttributeNames);
        return [.. (_result.Attributes?.Recipes ?? []).SelectMany(recipe => stories.Of(recipe))];
    }

    private Explanation ExplainAttribute(string path)
    {
        var names = path.Split('.');
        var attributes = _result!.Attributes!;
        // As in a role, 'db-primary', or as in an expression, 'db_primary'.
        if (attributes.Recipes.FirstOrDefault(recipe => recipe.Name == Names.InExpressions(names[0])) is not { } found)
            return NoRecipe(path, names[0]);
        foreach (var name in names.Skip(1))
        {
            if (found.Find(name) is { } member)
                found = member;
            else if (found.Type != AttributeType.Map)
                return new NoExplanation(path, $"'{found.Path}' is no map, so it has no '{name}'");
            else
                return new NoExplanation(path, $"there is no attribute '{found.Path}.{name}'", Suggestions.Hint(name, found.Members.Select(static m => m.Name)) ?? Among(found.Path, found.Members.Select(static m => m.Name)));
        }
        var evaluated = _result.AttributeNames;
        return new AttributeExplanation(found.Path, evaluated is null ? null : CatalogText.Mask(found.Value), new AttributeStories(evaluated).Of(found));
    }

    /// <summary>Why an attribute belongs to no recipe of the node.</summary>
    private NoExplanation NoRecipe(string what, string name)
    {
        var known = fleet.Tree.RecipeNames.FirstOrDefault(recipe => Names.InExpressions(recipe) == Names.InExpressions(name));
        if (known is null)
            return new(what, $"there is no recipe '{name}'", Suggestions.Hint(name, fleet.Tree.RecipeNames));
        var roles = RecipeWay.To(known, fleet.Tree.Roles.Values, _inputs.Recipes).Select(static way => $"'{way.Role}'").ToList();
        return new(what, $"recipe '{known}' is not in the run list of '{node.Name}'", roles.Count == 0 ? "no role has it" : $"it comes with role {string.Join(" or ", roles)}");
    }

    private Explanation ExplainRecipe(string name)
    {
        var at = name.IndexOf("::", StringComparison.Ordinal);
        var (recipe, part) = at < 0 ? (name, "") : (name[..at], name[(at + 2)..]);
        recipe = _inputs.Recipes.RecipeNames.FirstOrDefault(known => Names.InExpressions(known) == recipe) ?? recipe;
        if (_inputs.Recipes.FindRecipe(recipe) is not { } source)
            return new NoExplanation(name, $"there is no recipe '{recipe}'", fleet.Tree.Roles.TryGetValue(recipe, out var role)
                ? $"'{recipe}' is a role, with {string.Join(", ", role.Recipes)}"
                : Suggestions.Hint(recipe, _inputs.Recipes.RecipeNames));
        if (!source.Parts.ContainsKey(part))
            return new NoExplanation(name, $"recipe '{recipe}' has no part '{part}'", Suggestions.Hint(part, source.Parts.Keys.Where(static key => key.Length > 0)));
        _result = Compiler.Compile(_inputs);
        var entry = part.Length == 0 ? recipe : $"{recipe}::{part}";
        var runs = _result.RunList?.Entries.Any(e => e.Name == entry) == true;
        var attributes = part.Length == 0 ? _result.Attributes?.Of(recipe) : null;
        return new RecipeExplanation(entry, source, _result.Catalog?.Recipes.FirstOrDefault(r => r.Name == entry))
        {
            Runs = runs,
            Ways = runs ? [.. RecipeWay.To(entry, node, fleet.Tree, _inputs.Recipes)] : [.. RecipeWay.To(entry, fleet.Tree.Roles.Values, _inputs.Recipes)],
            Attributes = attributes is null ? [] : new AttributeStories(_result.AttributeNames).Of(attributes),
        };
    }

    private Explanation ExplainPeers(string? owner, string name, string what)
    {
        var all = Searches().ToList();
        var found = all.FindAll(search => search.Declaration.Name == name && (owner is null || search.Owner == owner));
        if (found.Count > 1)
            return new NoExplanation(what, $"{found.Count} recipes have a search 'peers.{name}'", $"as in '{found[0].Owner} peers.{name}'; there are {string.Join(", ", found.Select(static f => f.Owner))}");
        if (found.Count == 0)
            return new NoExplanation(what, $"no recipe of '{node.Name}' has a search 'peers.{name}'{(owner is null ? "" : $" in '{owner}'")}", Suggestions.Hint(name, all.Select(static s => s.Declaration.Name)) ?? Among("peers", all.Select(static s => s.Declaration.Name)));
        var (recipe, declaration) = found[0];
        return _result!.Peers.FirstOrDefault(answer => answer.Recipe == recipe && answer.Name == name) is { } given
            ? new PeersExplanation($"{recipe} peers.{name}", declaration, given)
            : new NoExplanation(what, $"'{recipe} peers.{name}' was not asked: the node has errors");
    }

    /// <summary>The searches of the run list, as their answers call them.</summary>
    private IEnumerable<(string Owner, PeerDeclaration Declaration)> Searches()
    {
        foreach (var recipe in _result!.RunList?.Recipes ?? [])
        {
            foreach (var part in recipe.Parts.Values)
            {
                foreach (var declaration in part.Peers)
                    yield return (part.Name.Length == 0 ? recipe.Name : $"{recipe.Name}::{part.Name}", declaration);
            }
        }
    }

    private static string? Among(string path, IEnumerable<string> names)
    {
        const int Most = 12;
        var known = names.Distinct(StringComparer.Ordinal).Select(name => $"{path}.{name}").ToImmutableArray();
        return known.Length switch
        {
            0 => null,
            1 => $"there is {known[0]}",
            <= Most => $"there are {string.Join(", ", known)}",
            _ => null,
        };
    }
}
