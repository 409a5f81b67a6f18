namespace Converge.Recipes.Attributes;

/// <summary>Where attributes are set, lowest first.</summary>
public enum AttributeLayer
{
    Default,
    Role,
    Environment,
    RoleWithinEnvironment,
    Node,
}
