using System.Reflection;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit.Sdk;

namespace Converge.Lab.Tests.Resources;

/// <summary>Every second one of the cases of resources that a container can run, so that two nodes are at work at once.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerCaseDataAttribute(int half) : DataAttribute
{
    public int Half { get; } = half;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        All().Where(static location => ContainerCase.Of(location.Path).Skip is null).Index().Where(row => row.Index % 2 == Half).Select(static row => new object[] { row.Item });

    internal static IReadOnlyList<CaseLocation> All() => [.. CaseDataAttribute.Find(Path.Combine(SourceTree.Root, "tests", "Converge.Linux.Tests", "Resources", "Cases"))];
}
