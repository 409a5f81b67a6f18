namespace Converge.Recipes.Secrets;

/// <summary>Why something about secrets was not done. Never holds a part of one.</summary>
public sealed record SecretProblem(string Message, string? Hint = null);
