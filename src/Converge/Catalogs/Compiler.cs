using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Attributes;

namespace Converge.Catalogs;

/// <summary>Compiles recipes into the catalog of a node. A pure function: equal inputs, equal catalogs.</summary>
public sealed partial class Compiler
{
    private readonly CompileInputs _inputs;
    private readonly RecipeLookup _lookup;
    private readonly DiagnosticBag _diagnostics = [];
    private RenderOptions? _attributeNames;

    private Compiler(CompileInputs inputs)
    {
        _inputs = inputs;
        _lookup = new(inputs.Recipes);
    }

    public static CompileResult Compile(CompileInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new Compiler(inputs).Compile();
    }

    /// <summary>The run list and the attributes of a node alone: what its document for searches needs.</summary>
    public static CompileResult CompileAttributes(CompileInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var compiler = new Compiler(inputs);
        var (runList, attributes, _) = compiler.Prepare();
        return compiler.Finish(catalog: null) with { RunList = runList, Attributes = attributes };
    }

    private CompileResult Compile()
    {
        var (runList, attributes, names) = Prepare();
        if (_diagnostics.HasErrors)
            return Finish(catalog: null) with { RunList = runList, Attributes = attributes };
        var search = new RecordingSearch(_inputs.Inventory, _inputs.Now);
        var peers = new PeerSearch(_inputs, _diagnostics);
        var builder = new CatalogBuilder();
        var compiler = new ResourceCompiler(builder, new ScopeSource(_lookup, names with { Search = search }, attributes, peers), _diagnostics);
        foreach (var entry in runList.Entries)
        {
            builder.Start(entry);
            compiler.Compile(entry);
        }
        var catalog = _diagnostics.HasErrors ? null : Assemble(builder, runList);
        return Finish(catalog is null ? null : catalog with { Peers = peers.Answers, Searches = search.Queries }) with
        {
            RunList = runList,
            Attributes = attributes,
            Excluded = builder.Excluded,
            Peers = peers.Answers,
        };
    }

    private CompileResult Finish(Catalog? catalog)
    {
        var diagnostics = _diagnostics.Sorted().Distinct().ToList();
        return new(_diagnostics.HasErrors ? null : catalog, diagnostics) { AttributeNames = _attributeNames };
    }

    private (RunList RunList, AttributeSet Attributes, RenderOptions Names) Prepare()
    {
        var node = _inputs.Node;
        _diagnostics.AddRange(_inputs.Tree.Diagnostics);
        _diagnostics.AddRange(_inputs.Recipes.Problems);
        var environment = node.Environment is { Name.Length: > 0, IsAssumed: false }
            ? _inputs.Tree.FindEnvironment(node.Environment.Name, node.Environment.At ?? new(node.Name, 1, 1), _diagnostics)
            : _inputs.Tree.Environments.GetValueOrDefault(node.Environment.Name);
        _diagnostics.AddRange(environment?.Diagnostics ?? []);
        var kind = _inputs.Kinds.Of(_inputs, _lookup);
        _diagnostics.AddRange(kind.Diagnostics);
        var runList = kind.RunList;
        var attributes = kind.Attributes.For(AttributeLayers.OfNode(node), _diagnostics);
        var names = new RenderOptions
        {
            Model = new ScriptObject
            {
                ["node"] = Value.From(NodeModel.ForExpressions(node, _inputs.Facts)),
                ["run"] = Value.From(RunModel()),
            },
            Secrets = _inputs.Secrets,
            AutoIndent = false,
        };
        // Attributes see those of all recipes, since roles and environments set them for each other.
        var evaluation = names with { Model = new(names.Model.Count) };
        foreach (var (name, value) in names.Model)
            evaluation.Model.Set(name, value);
        if (!_diagnostics.HasErrors)
        {
            AttributeEvaluation.Run(attributes, evaluation, _diagnostics);
            _attributeNames = evaluation;
        }
        if (!_diagnostics.HasErrors)
            CheckRequired(runList, attributes);
        return (runList, attributes, names);
    }

    /// <summary>A folder that somebody works in is no commit yet, but what will be a commit must compile there, too.</summary>
    private ScriptObject RunModel() => new ScriptObject
    {
        ["environment"] = Value.From(_inputs.Node.Environment.Name),
        ["commit"] = _inputs.Tree.Files.Commit is { } commit ? Value.From(commit) : Value.Null,
    }.Freeze();

    /// <summary>A default of null asks whoever includes the recipe for a value.</summary>
    private void CheckRequired(RunList runList, AttributeSet attributes)
    {
        foreach (var leaf in attributes.Leaves())
        {
            if (!leaf.Value.IsNull || leaf.Settings[0] is not { Layer: AttributeLayer.Default })
                continue;
            var owner = leaf;
            while (owner.Owner is { } outer)
                owner = outer;
            var entry = runList.Entries.First(entry => entry.Recipe.NameInExpressions == owner.Name);
            _diagnostics.Add(Diagnostic.Error(entry.At, $"'{leaf.Path}' must be set for '{_inputs.Node.Name}', which has it by {entry.Reason}", $"in the role, the environment or the node: 'attributes: {{{entry.Recipe.Name}: {{...}}}}'") with
            {
                Related = [new(leaf.At, "it has no default")],
            });
        }
    }

    private Catalog? Assemble(CatalogBuilder builder, RunList runList)
    {
        var resolver = new ReferenceResolver(builder, _diagnostics);
        resolver.Resolve();
        var needs = runList.Entries.ToDictionary(static entry => entry.Name, entry => Needs(entry, runList), StringComparer.Ordinal);
        var edges = runList.Entries.SelectMany(entry => needs[entry.Name].Select(need => new RecipeEdge(need, entry.Name, entry.At))).Concat(resolver.Edges).ToList();
        if (RecipeOrder.Sort(builder.Sections, edges, _diagnostics) is not { } sections || _diagnostics.HasErrors)
            return null;
        return new(_inputs.Node.Name, _inputs.Node.Environment.Name)
        {
            Commit = _inputs.Tree.Files.Commit,
            Roles = [.. _inputs.Node.Roles.Select(static role => role.Name)],
            Recipes = [.. sections.Select(section => new CatalogRecipe(section.Entry.Name, section.Entry.Recipe.Version.ToNormalizedString(), needs[section.Entry.Name])
            {
                Resources = [.. section.Resources.Select(static entry => entry.Resource)],
                Checks = [.. section.Checks],
            })],
            Containers = builder.Containers(),
        };
    }

    /// <summary>The entries whose failure stops this one: the recipes that it depends on, and the recipe of which it is a part.</summary>
    private static ImmutableArray<string> Needs(RunListEntry entry, RunList runList)
    {
        var needs = entry.Recipe.Depends.Select(static dependency => dependency.Recipe);
        if (entry.Part.Name.Length > 0 && runList.Entries.TakeWhile(other => other != entry).Any(other => other.Name == entry.Recipe.Name))
            needs = needs.Append(entry.Recipe.Name);
        return [.. needs.Distinct()];
    }
}
