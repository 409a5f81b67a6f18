using Converge.Language.Values;
using Converge.Resources;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class ResourceReferenceTests
{
    [Fact]
    public void The_reference_is_up_to_date() => GeneratedFile.Check("docs/reference/resources.md", ResourceReference.Write());

    [Fact]
    public void The_schema_for_editors_is_up_to_date() =>
        GeneratedFile.Check("docs/reference/resources.schema.json", $"{JsonText.Write(Value.From(ResourceJsonSchema.OfEntries()), new(Indent: 2))}\n");

    [Fact]
    public void Everything_is_documented_in_sentences()
    {
        var docs = ResourceTypes.All.SelectMany(static s => s.Properties.Select(static p => p.Doc).Prepend(s.Doc));
        docs.ShouldAllBe(static doc => char.IsUpper(doc[0]) && doc.EndsWith('.'));
    }

    [Fact]
    public void What_a_value_must_be_fits_into_a_message()
    {
        var types = ResourceTypes.All.SelectMany(static s => s.Properties.Select(static p => p.Type).Prepend(s.Title));
        types.ShouldAllBe(static type => type.Description.Length > 0 && !type.Description.EndsWith('.') && !char.IsUpper(type.Description[0]));
    }
}
