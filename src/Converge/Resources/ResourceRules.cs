using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources.Types;

namespace Converge.Resources;

/// <summary>What rules of resource types say again and again.</summary>
internal static class ResourceRules
{
    public static bool IsTrue(this ResourceCheck check, string property) =>
        check.Properties.TryGet(property, out var value) && value.Kind == ValueKind.Bool && value.AsBool();

    /// <summary>Of several properties that say the same thing in different ways, one at most.</summary>
    public static void OnlyOne(this ResourceCheck check, params ReadOnlySpan<string> properties)
    {
        string? first = null;
        foreach (var property in properties)
        {
            if (!check.Has(property))
                continue;
            if (first is not null)
            {
                var related = new RelatedPosition(check.Where(first).Span, $"here is '{first}'");
                var message = $"'{property}' cannot stand beside '{first}'";
                check.Diagnostics.Add(Diagnostic.Error(check.Where(property).Span, message, "leave one of them out") with { Related = [related] });
            }
            first ??= property;
        }
    }

    public static bool NeedsOne(this ResourceCheck check, string[] properties, string? hint = null)
    {
        if (Array.Exists(properties, check.Has))
            return true;
        check.Fail("", $"{check.Id} needs {Words.OneOf(properties)}", hint);
        return false;
    }

    public static void ExactlyOne(this ResourceCheck check, string[] properties, string? hint = null)
    {
        check.NeedsOne(properties, hint);
        check.OnlyOne(properties);
    }

    /// <summary>Properties that are without meaning where another one is true.</summary>
    public static void NotBeside(this ResourceCheck check, string property, params ReadOnlySpan<string> others)
    {
        if (!check.IsTrue(property))
            return;
        foreach (var other in others)
        {
            if (check.Has(other))
                check.Fail(other, $"'{other}' means nothing beside '{property}: true'", "leave one of them out");
        }
    }

    /// <summary>With <c>absent: true</c> nothing else may be said, but what is named here.</summary>
    public static void AloneIfAbsent(this ResourceCheck check, params ReadOnlySpan<string> allowed)
    {
        if (!check.IsTrue("absent"))
            return;
        foreach (var (name, _) in check.Properties)
        {
            if (name != "absent" && !allowed.Contains(name))
                check.NotBeside("absent", name);
        }
    }

    /// <summary>What must be given unless the thing is to be absent.</summary>
    public static void NeedsUnlessAbsent(this ResourceCheck check, params ReadOnlySpan<string> properties)
    {
        check.AloneIfAbsent();
        foreach (var property in properties)
        {
            if (!check.IsTrue("absent") && !check.Has(property))
                check.Fail("", $"{check.Id} needs '{property}'");
        }
    }

    /// <summary>A property that means something only beside others.</summary>
    public static void Requires(this ResourceCheck check, string property, params ReadOnlySpan<string> others)
    {
        if (!check.Has(property))
            return;
        foreach (var other in others)
        {
            if (check.Has(other))
                return;
        }
        check.Fail(property, $"'{property}' means nothing without {Words.OneOf(others.ToArray())}");
    }

    /// <summary>The properties as they are, under a title that tells more than the one that was written.</summary>
    public static Completion Under(this ResourceCheck check, string title)
    {
        var properties = new ScriptObject(check.Properties.Count);
        foreach (var (name, value) in check.Properties)
        {
            // It is rendered, and becomes the content.
            if (name != "template")
                properties.Set(name, value);
        }
        return new(title, properties);
    }

    /// <summary>With the command that is the title as a property: a line for the shell, or words.</summary>
    public static Completion WithCommand(this ResourceCheck check)
    {
        var properties = new ScriptObject { { check.Title.IsText ? "line" : "argv", check.Title } };
        foreach (var (name, value) in check.Properties)
            properties.Set(name, value);
        return new(check.Id.Title, properties);
    }

    public static void Fail(this ResourceCheck check, string property, string message, string? hint = null) =>
        check.Diagnostics.Error(check.Where(property).Span, message, hint);
}
