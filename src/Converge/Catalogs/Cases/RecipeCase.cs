using System.Collections.Immutable;
using Converge.Facts;
using Converge.Language.Cases;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Nodes;

namespace Converge.Catalogs.Cases;

/// <summary>A file <c>recipes/RECIPE/cases/NAME.case</c>: what is given, and which resources result.</summary>
/// <param name="Path">In the tree.</param>
public sealed record RecipeCase(string Recipe, string Path, CaseFile File)
{
    public required NodeIdentity Node { get; init; }

    public FactSet Facts { get; init; } = FactSet.Unknown;

    /// <summary>The nodes that searches find.</summary>
    public Inventory Peers { get; init; } = Inventory.Empty;

    public ISecretProvider? Secrets { get; init; }

    /// <summary>What is wrong with the file; a case with errors is not run.</summary>
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>Why it exists: the first line.</summary>
    public string Reason => TextLines.Of(File.Comment).First().Trim('#', ' ', '\n');
}
