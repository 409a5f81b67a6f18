using Converge.Testing.Cases;

namespace Converge.Lab.Tests.Resources;

public class ContainerCasesOfOtherNode(CasesLab lab) : ContainerCases(lab)
{
    [LabTheory]
    [ContainerCaseData(half: 1)]
    public Task It_is_so_in_a_real_machine(CaseLocation location) => CheckAsync(location);
}
