using Converge.Language.Cases;
using Converge.Testing.Cases;

namespace Converge.Lab.Tests.Resources;

/// <summary>What a case says of its run in a container besides what it says anyway.</summary>
/// <param name="Skip">Why it does not run there.</param>
/// <param name="PlanOnly">Why it is planned there, and not applied.</param>
/// <param name="Differs">Why its plan is another there.</param>
internal sealed record ContainerCase(string? Skip, string? PlanOnly, string? Differs)
{
    public static ContainerCase Of(string path) => Of(CaseFile.Load(path));

    public static ContainerCase Of(CaseFile file)
    {
        var found = new ContainerCase(null, null, null);
        if (file.Find("container") is not { } section)
            return found;
        foreach (var line in section.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            found = line.Split(": ", 2) switch
            {
                ["skip", var reason] => found with { Skip = reason },
                ["plan-only", var reason] => found with { PlanOnly = reason },
                ["differs", var reason] => found with { Differs = reason },
                _ => throw new CaseException(file.Path, section.Line, $"'{line}' says nothing about a container; expected 'skip: REASON', 'plan-only: REASON' or 'differs: REASON'"),
            };
        }
        return found;
    }
}
