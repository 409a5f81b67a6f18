using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>Reads a file of <c>environments/</c>.</summary>
internal static class EnvironmentReader
{
    public static FleetEnvironment Read(string name, SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        var environment = new FleetEnvironment(name, source.Span(0));
        if (YamlDocument.Parse(source, diagnostics) is { } node && Fields.Of(node, $"environment '{name}'", diagnostics) is { } fields)
        {
            environment = new FleetEnvironment(name, OwnName.Read(fields, name, "environment", diagnostics))
            {
                Summary = fields.Text("summary")?.Text,
                Follow = fields.Word("follow"),
                Recipes = DependencyReader.Read(fields, "recipes", diagnostics),
                Attributes = fields.Map("attributes"),
                Roles = ReadRoles(fields, diagnostics),
            };
            RolloutReader.Check(fields.Map("rollout"), diagnostics);
            fields.End();
        }
        return environment with { Diagnostics = [.. diagnostics] };
    }

    private static ImmutableArray<RoleWithin> ReadRoles(Fields fields, DiagnosticBag diagnostics)
    {
        var roles = ImmutableArray.CreateBuilder<RoleWithin>();
        foreach (var (name, node) in fields.Map("roles")?.Entries ?? [])
        {
            if (Fields.Of(node, $"role '{name.Text}' within the environment", diagnostics) is not { } role)
                continue;
            roles.Add(new(name.Text, name.Span, role.Map("attributes")));
            role.End();
        }
        return roles.ToImmutable();
    }
}
