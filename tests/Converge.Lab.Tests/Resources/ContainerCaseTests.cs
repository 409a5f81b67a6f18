using Converge.Language.Cases;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Resources;

/// <summary>A case that a container does not run whole, or sees otherwise, says why; here is told how many there are, so that none is added in passing.</summary>
public class ContainerCaseTests
{
    private static readonly string[] Skipped =
    [
        "kernel_module/all", "mount/all", "postgres_database/all", "postgres_extension/all",
        "postgres_role/absent", "postgres_role/drift", "postgres_role/group", "postgres_role/missing", "postgres_role/right", "postgres_role/standby",
        "rabbitmq_user/all", "rabbitmq_user/taken", "rabbitmq_vhost/absent", "rabbitmq_vhost/stopped",
        "reboot/again", "reboot/asked", "reboot/coming", "reboot/right", "reboot/waits", "reboot/wanted", "reboot/window",
    ];
    private static readonly string[] Planned = ["apt_repository/all", "apt_repository/key", "git/why-run", "postgres_hba/nothing", "swap/all", "venv/all"];
    private static readonly string[] Different = ["archive/all", "firewall/verb", "git/applied"];

    [Fact]
    public void Few_cases_are_not_for_a_container()
    {
        var cases = ContainerCaseDataAttribute.All().ToDictionary(static location => location.Name, static location => ContainerCase.Of(location.Path), StringComparer.Ordinal);
        Names(cases, static said => said.Skip is not null).ShouldBe(Skipped);
        Names(cases, static said => said.PlanOnly is not null).ShouldBe(Planned);
        Names(cases, static said => said.Differs is not null).ShouldBe(Different);
    }

    [Fact]
    public void A_plan_that_differs_has_a_reason()
    {
        foreach (var file in ContainerCaseDataAttribute.All().Select(static location => CaseFile.Load(location.Path)))
        {
            var differs = file.Find("container changes") is not null || file.Find("container steps") is not null || file.Find("container refreshes") is not null;
            differs.ShouldBe(ContainerCase.Of(file).Differs is not null, file.Path);
        }
    }

    private static IEnumerable<string> Names(Dictionary<string, ContainerCase> cases, Func<ContainerCase, bool> filter) =>
        cases.Where(said => filter(said.Value)).Select(static said => said.Key);
}
