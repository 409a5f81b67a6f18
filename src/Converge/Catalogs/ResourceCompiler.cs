using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Recipes;
using Converge.Recipes.Statements;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>From the statements of a recipe to resources with plain values.</summary>
internal sealed class ResourceCompiler(CatalogBuilder catalog, ScopeSource scopes, DiagnosticBag diagnostics)
{
    // Parts that include each other would have no end.
    private readonly Stack<RecipePart> _including = new();

    /// <summary>Compiles an entry of the run list.</summary>
    public void Compile(RunListEntry entry) => CompilePart(entry.Recipe, entry.Part);

    private void CompilePart(Recipe recipe, RecipePart part)
    {
        _including.Push(part);
        var scope = scopes.For(recipe, part);
        Compile(part.Resources, scope);
        foreach (var check in part.Checks)
            CompileCheck(check, scope);
        _including.Pop();
    }

    private void Compile(ImmutableArray<Statement> statements, Scope scope)
    {
        foreach (var statement in statements)
        {
            if (statement is ResourceStatement resource)
                Compile(resource, scope);
            else if (IsWanted(statement, $"include: {((IncludeStatement)statement).Target}", scope))
                Include(((IncludeStatement)statement).Target, scope);
        }
    }

    /// <summary>Whether the <c>when</c> of a statement holds.</summary>
    private bool IsWanted(Statement statement, string what, Scope scope)
    {
        if (statement.When is not { } when)
            return true;
        if (when.Evaluate(scope.Names, diagnostics) is not { } value)
            return false;
        if (!value.IsTrue)
            catalog.Exclude(new(what, statement.At, ((Language.Yaml.YamlScalar)when.Node).Text, when.Node.Span) { Statement = statement });
        return value.IsTrue;
    }

    private void Include(RecipeReference target, Scope scope)
    {
        if (scopes.Lookup.FindIncluded(scope.Recipe, target, diagnostics) is not var (recipe, part))
            return;
        if (_including.Contains(part))
            diagnostics.Error(target.At, $"'{target}' includes itself: {string.Join(" -> ", _including.Reverse().SkipWhile(p => p != part).Append(part).Select(p => p.Name.Length == 0 ? recipe.Name : $"{recipe.Name}::{p.Name}"))}");
        else
            CompilePart(recipe, part);
    }

    private void Compile(ResourceStatement statement, Scope scope)
    {
        if (statement.ForEach is not { EachDecides: true } && !IsWanted(statement, Describe(statement), scope))
            return;
        if (statement.ForEach is not { } repetition)
        {
            CompileTitles(statement, scope);
            return;
        }
        if (repetition.List.Evaluate(scope.Names, diagnostics) is not { } list)
            return;
        if (Items(list) is not { } items)
        {
            diagnostics.Error(repetition.List.Node.Span, $"'for_each' needs a list or a mapping, not {Recipes.Attributes.AttributeTypes.Describe(list)}");
            return;
        }
        foreach (var item in items)
        {
            var inner = scope.With(repetition.Item, item);
            if (!repetition.EachDecides || IsWanted(statement, Describe(statement), inner))
                CompileTitles(statement, inner);
        }
    }

    private static string Describe(ResourceStatement statement) =>
        statement.Title.Constant is { } title && !title.IsNull ? $"{statement.Type.Text}[{ResourceTypes.TitleText(title)}]" : statement.Type.Text;

    private static IEnumerable<Value>? Items(Value value)
    {
        if (value.As<ScriptList>() is { } list)
            return list;
        return value.As<ScriptObject>()?.Select(static member => Value.From(new ScriptObject { ["key"] = Value.From(member.Key), ["value"] = member.Value }));
    }

    private void CompileTitles(ResourceStatement statement, Scope scope)
    {
        if (statement.Title.Evaluate(scope.Names, diagnostics) is not { } title)
            return;
        var place = new Place(statement.Title.Node);
        if (title.As<ScriptList>() is not { } titles || statement.Schema is { TitleIsList: true })
        {
            CompileOne(statement, title, place, scope);
            return;
        }
        var index = 0;
        foreach (var one in titles)
            CompileOne(statement, one, place.Item(index++), scope);
    }

    private void CompileOne(ResourceStatement statement, Value title, Place place, Scope scope)
    {
        if (title.IsNull || title is { Kind: ValueKind.String } text && text.AsString().Length == 0)
        {
            diagnostics.Error(place.Span, $"the title of this {statement.Type.Text} is empty");
            return;
        }
        if (statement.Schema is { } schema)
            new BuiltinCompiler(catalog, scope, diagnostics).Compile(statement, schema, title, place, ReadTraits(statement, scope));
        else
            CompileOwn(statement, title, place, scope);
    }

    /// <summary>A resource of a type that a recipe defines: what it consists of is compiled in its place.</summary>
    private void CompileOwn(ResourceStatement statement, Value title, Place place, Scope scope)
    {
        if (scopes.Lookup.FindType(statement.Type, scope.Recipe, diagnostics) is not var (recipe, type))
            return;
        if (!title.IsText || title.IsSecret)
        {
            diagnostics.Error(place.Span, $"the title of {type.Name} must be a string");
            return;
        }
        if (scope.Container?.IsIn(type.Name) == true)
        {
            diagnostics.Error(statement.At, $"a {type.Name} would have another one inside, without end");
            return;
        }
        var home = scopes.For(recipe, recipe.Main);
        if (Parameters.Bind(type, home, statement, title, scope, diagnostics) is not { } self)
            return;
        var container = new OpenContainer(new(type.Name, title.AsString()), ReadTraits(statement, scope), scope.Container);
        if (catalog.Open(container, place.Span, diagnostics))
            Compile(type.Resources, home.With("self", Value.From(self)) with { Container = container });
    }

    private Traits ReadTraits(ResourceStatement statement, Scope scope)
    {
        var own = new Traits
        {
            Notify = statement.Notify.IsEmpty ? [] : [.. References(statement.Notify, scope, hasVerb: true)],
            After = statement.After.IsEmpty ? [] : [.. References(statement.After, scope, hasVerb: false)],
            IsSecret = statement.IsSecret,
            IgnoresFailure = statement.IgnoresFailure,
            GuardsConnectivity = statement.GuardsConnectivity,
        };
        return scope.Container is { } container ? own.Within(container.Traits) : own;
    }

    private IEnumerable<PendingReference> References(ImmutableArray<RecipeValue> texts, Scope scope, bool hasVerb)
    {
        foreach (var text in texts)
        {
            if (text.Evaluate(scope.Names, diagnostics) is not { } value)
                continue;
            var words = value.Kind == ValueKind.String ? value.AsString().Trim() : "";
            var space = hasVerb ? words.IndexOf(' ', StringComparison.Ordinal) : 0;
            if (space >= 0 && ResourceId.TryParse(words[space..].TrimStart(), out var target))
                yield return new(words[..space], target, text.Node.Span);
            else
                diagnostics.Error(text.Node.Span, $"'{(value.IsSecret ? SecretText.Mask : words)}' names no resource", hasVerb ? "as in 'reload service[nginx]'" : "as in 'service[nginx]'");
        }
    }

    private void CompileCheck(CheckStatement check, Scope scope)
    {
        if (check.When?.Evaluate(scope.Names, diagnostics) is { IsTrue: false } || check.Subject.Evaluate(scope.Names, diagnostics) is not { } subject)
            return;
        new BuiltinCompiler(catalog, scope, diagnostics).CompileCheck(check, subject);
    }
}
