using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes.Attributes;

namespace Converge.Catalogs.Explanations;

/// <summary>An explanation for programs. What is not known is not there; secrets are masked.</summary>
public static class ExplanationDocument
{
    public static ScriptObject Of(Explanation explanation, string node)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var document = new ScriptObject { ["subject"] = Value.From(explanation.Subject), ["node"] = Value.From(node) };
        switch (explanation)
        {
            case AttributeExplanation attribute:
                document.Set("kind", Value.From("attribute"));
                Set(document, "value", attribute.Value);
                document.Set("attributes", List(attribute.Attributes, Of));
                break;
            case ResourceExplanation resource:
                AddResource(document, resource);
                break;
            case ContainerExplanation { Container: var container }:
                document.Set("kind", Value.From("container"));
                document.Set("at", At(container.At));
                document.Set("members", Texts(container.Members));
                break;
            case MissingResourceExplanation missing:
                document.Set("kind", Value.From("missing"));
                document.Set("excluded", List(missing.Excluded, Of));
                document.Set("declarations", List(missing.Declarations, Of));
                break;
            case PeersExplanation peers:
                AddPeers(document, peers);
                break;
            case RecipeExplanation recipe:
                AddRecipe(document, recipe);
                break;
        }
        return document;
    }

    private static ScriptObject Of(AttributeStory story)
    {
        var document = new ScriptObject { ["path"] = Value.From(story.Path) };
        Set(document, "value", story.Value);
        document.Set("says", List(story.Says, Of));
        return document;
    }

    private static ScriptObject Of(LayerSay say)
    {
        var document = new ScriptObject
        {
            ["layer"] = Value.From(NameOf(say.Layer)),
            ["origin"] = Value.From(say.Origin),
            ["at"] = At(say.At),
            ["written"] = say.Written,
            ["appends"] = Value.From(say.Appends),
            ["counts"] = Value.From(say.Counts),
        };
        Set(document, "given", say.Given);
        if (say.Problem is { } problem)
            document.Set("problem", Value.From(problem));
        return document;
    }

    private static string NameOf(AttributeLayer layer) => layer switch
    {
        AttributeLayer.Default => "default",
        AttributeLayer.Role => "role",
        AttributeLayer.Environment => "environment",
        AttributeLayer.RoleWithinEnvironment => "role within environment",
        _ => "node",
    };

    private static void AddResource(ScriptObject document, ResourceExplanation explained)
    {
        var resource = explained.Resource;
        document.Set("kind", Value.From("resource"));
        document.Set("at", List(resource.AlsoAt.Insert(0, resource.At), At));
        document.Set("recipe", Value.From(explained.Recipe.Name));
        document.Set("version", Value.From(explained.Recipe.Version));
        document.Set("ways", List(explained.Ways, Of));
        document.Set("included_at", List(explained.IncludedAt, At));
        document.Set("properties", List([.. resource.Properties], static property => new()
        {
            ["name"] = Value.From(property.Key),
            ["value"] = CatalogText.Mask(property.Value.Value),
            ["at"] = At(property.Value.At),
        }));
        document.Set("notifies", Texts(resource.Notifies));
        document.Set("notified_by", List(explained.NotifiedBy, static by => new() { ["verb"] = Value.From(by.Verb), ["resource"] = Value.From(by.Resource.ToString()), ["at"] = At(by.At) }));
        document.Set("after", Texts(resource.After));
        document.Set("before", Texts(explained.Before));
        if (resource.Container is { } container)
            document.Set("container", Value.From(container.ToString()));
        document.Set("peers", List(explained.Peers, Of));
    }

    private static void AddPeers(ScriptObject document, PeersExplanation explained)
    {
        var search = explained.Search;
        document.Set("kind", Value.From("peers"));
        document.Set("at", At(search.At));
        document.Set("written", Value.From(((YamlScalar)search.Query.Node).Text));
        document.Set("require", Texts([.. search.Require.Select(static field => field.Text)]));
        foreach (var (name, limit) in (ReadOnlySpan<(string, int?)>)[("min", search.Min), ("max", search.Max), ("count", search.Count)])
        {
            if (limit is { } number)
                document.Set(name, Value.From(number));
        }
        document.Set("otherwise", Value.From(NameOf(search.Otherwise)));
        document.Set("answer", Value.From(Of(explained.Answer)));
    }

    /// <summary>As recipes write it.</summary>
    public static string NameOf(Recipes.Otherwise otherwise) => otherwise switch
    {
        Recipes.Otherwise.Fail => "fail",
        Recipes.Otherwise.Empty => "empty",
        _ => "keep",
    };

    private static ScriptObject Of(PeerAnswer answer)
    {
        var document = new ScriptObject
        {
            ["recipe"] = Value.From(answer.Recipe),
            ["name"] = Value.From(answer.Name),
            ["query"] = Value.From(answer.Query),
            ["nodes"] = Texts([.. answer.Nodes.Select(static node => node.Name)]),
            ["left_out"] = List(answer.LeftOut, static node => new() { ["node"] = Value.From(node.Node), ["lacks"] = Value.From(node.Field) }),
            ["generation"] = Value.From(answer.Generation),
        };
        if (answer.Broken is { } broken)
            document.Set("broken", Value.From(broken));
        return document;
    }

    private static void AddRecipe(ScriptObject document, RecipeExplanation explained)
    {
        document.Set("kind", Value.From("recipe"));
        document.Set("at", At(explained.Source.At));
        document.Set("version", Value.From(explained.Source.Version.ToNormalizedString()));
        document.Set("runs", Value.From(explained.Runs));
        document.Set("ways", List(explained.Ways, Of));
        if (explained.Recipe is { } recipe)
        {
            document.Set("depends_on", Texts(recipe.DependsOn));
            document.Set("resources", Texts([.. recipe.Resources.Select(static resource => resource.Id)]));
        }
        document.Set("attributes", List(explained.Attributes, Of));
    }

    private static ScriptObject Of(RecipeWay way) => new()
    {
        ["role"] = Value.From(way.Role),
        ["steps"] = List(way.Steps, static step => new() { ["from"] = Value.From(step.From), ["to"] = Value.From(step.To), ["at"] = At(step.At) }),
    };

    private static ScriptObject Of(ExcludedResource excluded) => new()
    {
        ["resource"] = Value.From(excluded.Resource),
        ["at"] = At(excluded.At),
        ["when"] = Value.From(excluded.Condition),
        ["when_at"] = At(excluded.ConditionAt),
    };

    private static ScriptObject Of(Declaration declaration) => new()
    {
        ["recipe"] = Value.From(declaration.Recipe),
        ["title"] = Value.From(declaration.Title),
        ["at"] = At(declaration.At),
        ["runs"] = Value.From(declaration.Runs),
        ["ways"] = List(declaration.Ways, Of),
    };

    private static Value At(SourceSpan at) => Value.From(at.ToString());

    private static Value Texts<T>(ImmutableArray<T> items)
        where T : notnull => List(items, static item => Value.From(item.ToString()));

    private static Value List<T>(ImmutableArray<T> items, Func<T, ScriptObject> convert) => List(items, item => Value.From(convert(item)));

    private static Value List<T>(ImmutableArray<T> items, Func<T, Value> convert) => Value.From(new ScriptArray(items.Select(convert)));

    private static void Set(ScriptObject document, string name, Value? value)
    {
        if (value is { } known)
            document.Set(name, known);
    }
}
