using Converge.Catalogs;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Catalogs;

public sealed class SealedCompileTests
{
    private const string Sealed = "ENC[age,YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==]";

    [Theory]
    [InlineData("content: \"{{ secret 'a.b' }}\"", true)]
    [InlineData("content: \"{{ app.of | string.sha256 }}\"", true)]
    [InlineData("content: \"{{ (secret 'a.b') | string.size }} characters\"", true)]
    [InlineData("content: \"{{ if (secret 'a.b') | string.starts_with 'ENC'; 'x'; else; 'y'; end }}\"", true)]
    [InlineData("content: \"{{ if (secret 'a.b') != ''; 'x'; end }}\"", false)]
    [InlineData("content: hello", false)]
    [InlineData("content: hello\n    secret: true", false)]
    public void What_depends_on_an_encrypted_form_is_marked(string property, bool isSealed)
    {
        var fleet = Fleet.Open(new MemoryTree(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["recipes/app/recipe.yaml"] = $"name: app\nversion: 1.0.0\nattributes: {{of: \"{{{{ secret 'a.b' }}}}\"}}\nresources:\n  - file: /a\n    {property}\n  - file: /other\n    content: \"{{{{ secret 'a.b' }}}}\"\n",
            ["roles/app.yaml"] = "name: app\nrecipes: [app]\n",
            ["environments/production.yaml"] = "name: production\n",
            ["nodes/app.yaml"] = "- {name: app1, environment: production, roles: [app]}\n",
            ["secrets/a.yaml"] = $"readers: role:app\nb: {Sealed}\n",
        }));
        var result = SealedCompile.Run(fleet.InputsOf(fleet.Nodes.Single()), out var asked);
        result.Diagnostics.ShouldBeEmpty();
        asked.ShouldBe(["a.b"]);
        result.Catalog!.Resources.Select(static resource => resource.IsSealed).ShouldBe([isSealed, true]);
    }
}
