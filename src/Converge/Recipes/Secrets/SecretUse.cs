using Converge.Language.Text;

namespace Converge.Recipes.Secrets;

/// <summary>A place that names a secret.</summary>
public sealed record SecretUse(string Path, SourceSpan At);
