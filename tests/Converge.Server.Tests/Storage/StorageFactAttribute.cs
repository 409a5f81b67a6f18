using Converge.Server.Tests.Storage.PostgreSql;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Converge.Server.Tests.Storage;

/// <summary>
/// A test of a storage. In a class that <see cref="NeedsPostgreSqlAttribute"/> marks it is skipped where there is no PostgreSQL; in CI, where
/// it can be installed, it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Converge.Server.Tests.Storage.StorageFactDiscoverer", "Converge.Server.Tests")]
public sealed class StorageFactAttribute : FactAttribute;

[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgreSqlAttribute : Attribute
{
    public static string? WhySkipped => Environment.GetEnvironmentVariable("CI") == "true" ? null : PostgreSqlServer.WhyAbsent;
}

/// <summary>xunit decides about skipping when it discovers tests, and a test that is inherited does not know by whom.</summary>
public sealed class StorageFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        return testMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgreSqlAttribute)).Any() && NeedsPostgreSqlAttribute.WhySkipped is { } reason
            ? new XunitSkippedDataRowTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, reason)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
    }
}
