using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Lab;
using Converge.Lab.Places;

namespace Converge.Cli.Input;

/// <summary>The lab that a verb speaks of.</summary>
internal static class ChosenLab
{
    public static readonly Parameter Name = new("--name", $"which lab, if there are several; '{LabPlace.UsualName}' if not given", "NAME");
    public static readonly Parameter Node = new("NODE", "the node, by the first part of its name");

    /// <summary>Where labs are kept; tests have a place of their own.</summary>
    public static string Parent => Environment.GetEnvironmentVariable("CONVERGE_LABS") is { Length: > 0 } parent ? parent : LabPlace.UsualParent;

    public static LabPlace Place(Invocation invocation) => Place(invocation.Has(Name) ? invocation[Name] : LabPlace.UsualName);

    public static LabPlace Place(string name) => LabPlace.Of(name, Parent);

    /// <exception cref="UserException">The user may not look into labs.</exception>
    public static LabClient Open(Invocation invocation)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new UserException("a lab needs root", "it is a machine's root that labs belong to; try it with 'sudo'");
        return new(Place(invocation));
    }
}
