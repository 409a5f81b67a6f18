namespace Converge.Recipes.Skeletons;

internal static class RecipeSkeleton
{
    public static Skeleton Make(string name) => new(
        [new($"recipes/{name}/recipe.yaml", Recipe(name)), new($"recipes/{name}/templates/{name}.conf.sbn", Template(name))],
        $"'converge new role {name}' makes a role that brings it to nodes; 'converge lint' checks it");

    private static string Recipe(string name) =>
        $$$"""
        # How a machine with this recipe should be. It says nothing of how to get there: what is right already stays untouched.
        name: {{{name}}}
        version: 0.1.0
        summary: what it is for, in one line

        # Recipes that come first, and which versions of them will do. Their attributes can be named here.
        # depends:
        #   base: "[1.0,2.0)"

        # Defaults, which are also the schema: a value of another type is an error where it is set. Roles, environments and
        # nodes override them. null: there is no default, whoever includes the recipe must set it.
        attributes:
          # what the example below says; in expressions it is {{{Names.InExpressions(name)}}}.greeting
          greeting: hello

        # Other nodes that this one needs to know of; templates have them as peers.backends.
        # peers:
        #   backends:
        #     query: role:app AND environment:{{ node.environment }}
        #     require: [ip]

        # From top to bottom. An entry names a type, its title and its properties; a property that is left out is left alone.
        resources:
          - file: /etc/{{{name}}}.conf
            template: {{{name}}}.conf.sbn
            mode: "0644"
          #   notify: restart service[{{{name}}}]
          # - package: {{{name}}}
          # - service: {{{name}}}
          #   running: true
          #   enabled: true

        # What healthy means; run after the resources, and part of the report.
        # checks:
        #   - tcp: 80

        """;

    private static string Template(string name) => $"# {{{{ {Names.InExpressions(name)}.greeting }}}} from {{{{ node.name }}}}\n";
}
