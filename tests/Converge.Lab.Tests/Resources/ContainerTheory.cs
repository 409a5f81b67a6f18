using Converge.Testing.Cases;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Converge.Lab.Tests.Resources;

/// <summary>A theory whose rows are cases; one that says so is skipped, with its reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Converge.Lab.Tests.Resources." + nameof(ContainerTheoryDiscoverer), "Converge.Lab.Tests")]
public sealed class ContainerTheoryAttribute : TheoryAttribute
{
    public ContainerTheoryAttribute() => Skip = LabNeeds.Missing;
}

public sealed class ContainerTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow)
    {
        ArgumentNullException.ThrowIfNull(dataRow);
        return ContainerCase.Of(((CaseLocation)dataRow[0]).Path).Skip is { } reason
            ? CreateTestCasesForSkippedDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow, reason)
            : base.CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, dataRow);
    }
}
