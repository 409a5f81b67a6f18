namespace Converge.Catalogs.Cases;

/// <summary>The sections that a case of a recipe may have.</summary>
internal static class CaseSections
{
    public const string Node = "node";
    public const string Attributes = "attributes";
    public const string Peers = "peers";
    public const string Secrets = "secrets";

    public const string Resources = "resources";
    public const string Checks = "checks";
    public const string Problems = "problems";
    public const string Contains = "contains";
    public const string Lacks = "lacks";
    public const string Order = "order";

    /// <summary>Before the name of a recipe: its resources alone.</summary>
    public const string ResourcesOf = "resources ";

    /// <summary>What is compared as a whole, and can therefore be rewritten.</summary>
    private static readonly string[] Exact = [Resources, Checks, Problems];

    public static readonly string[] All = [Node, Attributes, Peers, Secrets, Resources, $"{ResourcesOf}RECIPE", Contains, Lacks, Order, Checks, Problems];

    public static bool IsKnown(string name) => IsInput(name) || IsExpectation(name);

    public static bool IsExact(string name) => Array.IndexOf(Exact, name) >= 0 || name.StartsWith(ResourcesOf, StringComparison.Ordinal);

    public static bool IsExpectation(string name) => IsExact(name) || name is Contains or Lacks or Order;

    private static bool IsInput(string name) => name is Node or Attributes or Peers or Secrets;
}
