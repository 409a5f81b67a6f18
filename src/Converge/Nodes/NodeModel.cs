using Converge.Facts;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Recipes.Attributes;

namespace Converge.Nodes;

/// <summary>A node as expressions and as searches see it.</summary>
public static class NodeModel
{
    /// <summary>What <c>node</c> is in expressions. What is not known is not there, so that asking for it is an error.</summary>
    public static ScriptObject ForExpressions(NodeIdentity node, FactSet facts)
    {
        var model = Start(node, facts);
        model.Set("environment", Value.From(node.Environment.Name));
        model.Set("facts", Value.From(facts.Values));
        return model.Freeze();
    }

    /// <summary>What others find: also its recipes with their attributes, except for what is secret.</summary>
    public static NodeDocument ToDocument(NodeIdentity node, FactSet facts, IEnumerable<Recipe> recipes, AttributeSet? attributes)
    {
        var model = Start(node, facts);
        model.Set("environment", Value.From(node.Environment.Name));
        model.Set("recipes", List(recipes.Select(static recipe => recipe.Name)));
        model.Set("ready", Value.True);
        model.Set("facts", Value.From(facts.Values));
        foreach (var recipe in attributes?.Recipes ?? [])
        {
            if (!recipe.Value.IsNull)
                model.Set(recipe.Name, Publish(recipe.Value));
        }
        return new(node.Name, model);
    }

    private static ScriptObject Start(NodeIdentity node, FactSet facts)
    {
        var model = new ScriptObject { ["name"] = Value.From(node.Name), ["fqdn"] = Fqdn(node, facts) };
        var ip = node.Ip is { } given ? Value.From(given) : facts.Find("network.ip");
        if (ip.Kind == ValueKind.String)
            model.Set("ip", ip);
        model.Set("roles", List(node.Roles.Select(static role => role.Name)));
        return model;
    }

    private static Value Fqdn(NodeIdentity node, FactSet facts)
    {
        if (node.Fqdn is { } given)
            return Value.From(given);
        return !node.Name.Contains('.', StringComparison.Ordinal) && facts.Find("fqdn") is { Kind: ValueKind.String } fact ? fact : Value.From(node.Name);
    }

    private static Value List(IEnumerable<string> names) => Value.From(ScriptArray.OfTexts(names));

    /// <summary>The same without secrets. Nothing is copied unless there are some.</summary>
    private static Value Publish(Value value) => value.Kind switch
    {
        ValueKind.Object when SecretSearch.HoldsSecret(value) => Value.From(PublishMembers(value.AsObject())),
        ValueKind.Array when SecretSearch.HoldsSecret(value) => Value.From(new ScriptArray(value.AsArray().Where(static item => !item.IsSecret).Select(Publish))),
        _ => value,
    };

    private static ScriptObject PublishMembers(ScriptObject members)
    {
        var published = new ScriptObject(members.Count);
        foreach (var (key, value) in members)
        {
            if (!value.IsSecret)
                published.Set(key, Publish(value));
        }
        return published;
    }
}
