using Converge.Language.Text;
using Converge.Recipes.Secrets;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Secrets;

public sealed class SecretEditTests
{
    private const string Sealed = "ENC[age,ann:00000000 production:11111111,YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==]";

    [Theory]
    [InlineData("a: old # why\n", "a", "a: NEW # why\n")]
    [InlineData("# first\n\na:\n    b: 'old'\n    c: other\n", "a.b", "# first\n\na:\n    b: NEW\n    c: other\n")]
    [InlineData("a: |\n  one\n  two\nb: x\n", "a", "a: NEW\nb: x\n")]
    [InlineData("a:\nb: x\n", "a", "a: NEW\nb: x\n")]
    [InlineData("a: {b: old, c: x}\n", "a.b", "a: {b: \"NEW\", c: x}\n")]
    [InlineData("a:\n  b: x # last\n# end\nz: y\n", "a.c", "a:\n  b: x # last\n  c: NEW\n# end\nz: y\n")]
    [InlineData("a: x", "b.c.d", "a: x\nb:\n  c:\n    d: NEW\n")]
    [InlineData("a: &x old\n", "a", "a: &x NEW\n")]
    public void One_value_changes_and_nothing_else(string before, string key, string after)
    {
        var source = SourceText.From("secrets/a.yaml", $"readers: role:a\n{before}");
        var text = SecretEdit.Set(source, key, Sealed, out var problem);
        problem.ShouldBeNull();
        text.ShouldBe($"readers: role:a\n{after.Replace("NEW", Sealed, StringComparison.Ordinal)}");
    }

    [Theory]
    [InlineData("a: {}\n", "a.b")]
    [InlineData("a: text\n", "a.b")]
    [InlineData("a: {b: x}\nc: y\n", "a")]
    [InlineData("a: &x old\nb: *x\n", "b")]
    [InlineData("a: &x old\nb: *x\n", "a")]
    [InlineData("a: x\n", "readers")]
    [InlineData("a: x\n", "b c")]
    [InlineData("a: x\n", "b: c")]
    public void Where_there_is_no_place_nothing_is_changed(string text, string key)
    {
        SecretEdit.Set(SourceText.From("secrets/a.yaml", $"readers: role:a\n{text}"), key, Sealed, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("one line")]
    [InlineData("two\nlines\n")]
    [InlineData("no\nend")]
    [InlineData("\n\nblank before\n\n")]
    [InlineData("  indented\n    more\n")]
    [InlineData("quotes ' \" and : # colons")]
    [InlineData("true")]
    [InlineData("007")]
    [InlineData("")]
    [InlineData("tab\tand \u0007 bell")]
    public void What_is_shown_to_an_editor_is_read_back(string plain)
    {
        foreach (var form in new[] { "readers: role:a\na:\n  b: NEW\n  c: x\n", "readers: role:a\na: {b: \"NEW\", c: \"x\"}\n", "readers: role:a\na:\n  b: NEW # comment\n  c: x\n", "readers: role:a\na:\n  c: x\n  b: NEW" })
        {
            var source = SourceText.From("secrets/a.yaml", form.Replace("NEW", Sealed, StringComparison.Ordinal));
            var shown = SourceText.From("secrets/a.yaml", SecretEdit.Reveal(source, new Dictionary<string, string>(StringComparer.Ordinal) { ["a.b"] = plain }));
            SecretFile.Read("a", shown).Values["a.b"].Text.ShouldBe(plain, shown.Text);
            SecretEdit.Hide(shown, new Dictionary<string, string>(StringComparer.Ordinal) { ["a.b"] = Sealed, ["a.c"] = "x" }).ShouldBe(source.Text);
        }
    }

    [Theory]
    [InlineData("0123456789", "^[0-9]{10}$")]
    [InlineData("0123456789abcdef0123456789abcdef", "^[0-9a-f]{32}$")]
    [InlineData("c29tZSBieXRlcyBoZXJl+A==", "^[A-Za-z0-9+/]{22}==$")]
    [InlineData("6f9619ff-8b86-4011-b42d-00c04fc964ff", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    [InlineData("correct-horse", "^[A-Za-z0-9-]{13}$")]
    public void A_new_value_is_of_the_kind_of_the_old_one(string old, string form)
    {
        var made = RandomSecret.Like(new(old))!.Reveal();
        made.ShouldMatch(form);
        made.ShouldNotBe(old);
    }

    [Theory]
    [InlineData("-----BEGIN KEY-----\nabc\n")]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("schlüssel")]
    public void What_chance_cannot_make_is_not_made(string old) => RandomSecret.Like(new(old)).ShouldBeNull();
}
