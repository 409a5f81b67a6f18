using Xunit;

namespace Converge.Linux.Tests;

/// <summary>Tests that look at the clock or at all memory run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "timed";
}
