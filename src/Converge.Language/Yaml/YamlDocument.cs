using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>Reads YAML 1.2. Nothing that is wrong with a text is ever thrown: it is added to the diagnostics.</summary>
public static class YamlDocument
{
    /// <summary>
    /// The one document of a text; an empty text is null. No node if the text cannot be read. After other errors, such as
    /// a key given twice, there is a node, so that its readers can report theirs, too; it is not to be acted on.
    /// </summary>
    public static YamlNode? Parse(SourceText source, DiagnosticBag diagnostics, YamlLimits? limits = null)
    {
        var documents = Read(source, diagnostics, limits, isStream: false);
        if (documents.IsDefault)
            return null;
        return documents.IsEmpty ? new YamlScalar(source, 0, 0, "", YamlScalarStyle.Plain, YamlType.Null) : documents[0];
    }

    /// <summary>All documents of a text that <c>---</c> divides; none, as <see cref="Parse"/> returns none, if it cannot be read.</summary>
    public static IReadOnlyList<YamlNode>? ParseStream(SourceText source, DiagnosticBag diagnostics, YamlLimits? limits = null)
    {
        var documents = Read(source, diagnostics, limits, isStream: true);
        return documents.IsDefault ? null : documents;
    }

    private static ImmutableArray<YamlNode> Read(SourceText source, DiagnosticBag diagnostics, YamlLimits? limits, bool isStream)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        limits ??= YamlLimits.Default;
        var characters = new YamlCharacters(source, diagnostics);
        if (!characters.Check(limits))
            return default;
        if (!isStream && !characters.HasOldBreaks && QuickReader.Read(source, limits) is { } document)
            return [document];
        return new YamlReader(source, diagnostics, limits, characters.HasTabs, characters.HasOldBreaks).Read(isStream);
    }
}
