using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Cli.Input;

/// <summary>Data for a template: files over each other in their order, then single values.</summary>
internal static class DataReader
{
    /// <summary>Whatever is wrong is noted in the sources.</summary>
    public static ScriptObject Read(List<string> files, List<string> settings, Sources sources)
    {
        var data = new ScriptObject();
        foreach (var file in files)
        {
            if (sources.Read(file) is { } text && ReadObject(text, sources.Problems) is { } members)
                Merge(data, members);
        }
        foreach (var setting in settings)
            Setting.Apply(setting, data, sources);
        return data;
    }

    private static ScriptObject? ReadObject(SourceText text, DiagnosticBag problems)
    {
        var value = text.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(text, problems) : ReadYaml(text, problems);
        if (value.Kind is ValueKind.Object)
            return value.AsObject();
        if (!value.IsNull)
            problems.Error(text.Span(0), "expected an object, whose members are the names in the template");
        return null;
    }

    private static Value ReadJson(SourceText text, DiagnosticBag problems)
    {
        try
        {
            return JsonText.Read(text.Text);
        }
        catch (JsonTextException e)
        {
            problems.Error(text.Span(e.Offset), e.Problem);
            return Value.Null;
        }
    }

    private static Value ReadYaml(SourceText text, DiagnosticBag problems) => YamlDocument.Parse(text, problems)?.ToValue() ?? Value.Null;

    /// <summary>As layers of attributes do: objects merge, everything else replaces.</summary>
    private static void Merge(ScriptObject below, ScriptObject above)
    {
        for (var position = 0; position < above.Count; position++)
        {
            var (key, value) = (above.Keys[position], above.Values[position]);
            if (value.Kind == ValueKind.Object && below.TryGet(key, out var old) && old.Kind == ValueKind.Object)
                Merge(old.AsObject(), value.AsObject());
            else
                below.Set(key, value);
        }
    }
}
