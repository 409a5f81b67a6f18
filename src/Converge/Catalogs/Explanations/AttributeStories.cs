using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Recipes.Attributes;
using Attribute = Converge.Recipes.Attributes.Attribute;

namespace Converge.Catalogs.Explanations;

/// <summary>Tells of attributes who set them.</summary>
/// <param name="names">What templates were evaluated with; null if it did not come so far.</param>
internal sealed class AttributeStories(RenderOptions? names)
{
    /// <summary>All attributes below one, itself if it is no map; of a map without members what was said of itself.</summary>
    public ImmutableArray<AttributeStory> Of(Attribute attribute) =>
        attribute.Members.Count > 0 ? [.. attribute.Members.SelectMany(member => Of(member))] : attribute.Settings.Count > 0 ? [Tell(attribute)] : [];

    private AttributeStory Tell(Attribute attribute)
    {
        var counting = AttributeEvaluation.Effective(attribute);
        return new(attribute.Path, names is null ? null : CatalogText.Mask(attribute.Value), [.. attribute.Settings.Select(setting => Tell(setting, counting.Contains(setting)))]);
    }

    private LayerSay Tell(AttributeSetting setting, bool counts)
    {
        var say = new LayerSay(setting.Layer, setting.Origin, setting.Node.Span, setting.Node.ToValue(), setting.Appends, counts);
        if (names is null || setting.Value.Constant is not null)
            return say;
        var problems = new DiagnosticBag();
        var given = setting.Value.Evaluate(names, problems);
        return say with { Given = given is null ? null : CatalogText.Mask(given.Value), Problem = problems.FirstOrDefault()?.Message };
    }
}
