using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;

namespace Converge.Cli.Output.Plans;

/// <summary>A plan for programs. Secrets are masked.</summary>
internal static class PlanDocument
{
    public static string ToJson(Plan plan)
    {
        var document = new ScriptObject
        {
            ["version"] = Value.From(1),
            ["node"] = Value.From(plan.Catalog.Node),
            ["environment"] = Value.From(plan.Catalog.Environment),
            ["commit"] = Value.From(plan.Catalog.Commit),
            ["roles"] = Texts(plan.Catalog.Roles),
            ["resources"] = Value.From(new ScriptArray(plan.ByRecipe().SelectMany(static part => part.Resources.Select(planned => Value.From(Of(part.Recipe, planned)))))),
            ["refreshes"] = Value.From(new ScriptArray(plan.Refreshes.Select(static refresh => Value.From(new ScriptObject
            {
                ["verb"] = Value.From(refresh.Verb),
                ["target"] = Value.From(refresh.Target.ToString()),
                ["because"] = Texts(refresh.Because.Select(static id => id.ToString())),
            })))),
        };
        return JsonText.Write(Value.From(document), new(Indent: 2)) + "\n";
    }

    private static ScriptObject Of(CatalogRecipe recipe, PlannedResource planned)
    {
        var resource = new ScriptObject
        {
            ["id"] = Value.From(planned.Resource.Id.ToString()),
            ["recipe"] = Value.From(recipe.Name),
            ["at"] = Value.From(planned.Resource.At.ToString()),
            ["status"] = Value.From(planned.Status.ToString().ToLowerInvariant()),
        };
        if (planned.Reason is { } reason)
            resource.Set("reason", Value.From(reason));
        if (!planned.Changes.IsEmpty)
        {
            resource.Set("changes", Value.From(new ScriptArray(planned.Changes.Select(static change => Value.From(new ScriptObject
            {
                ["property"] = Value.From(change.Property),
                ["before"] = Masked(change.Before),
                ["after"] = Masked(change.After),
            })))));
        }
        if (!planned.Steps.IsEmpty)
            resource.Set("steps", Texts(planned.Steps.Select(static step => step.ToString())));
        return resource;
    }

    private static Value Texts(IEnumerable<string> texts) => Value.From(ScriptArray.OfTexts(texts));

    private static Value Masked(Value value) => value.IsSecret ? Value.From(SecretText.Mask) : value.Kind is ValueKind.Object or ValueKind.Array ? Value.From(value.ToString()) : value;
}
