using Xunit;

namespace Converge.Testing;

// xunit decides about skipping when it discovers tests, so these attributes look for what a test needs when they are made.

/// <summary>A test that needs something of the shared data; without it it is skipped, also in CI, which cannot install it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path) => Skip = SharedData.WhyAbsent(Path = path);

    public string Path { get; }
}

/// <summary>As <see cref="SharedDataFactAttribute"/>, with rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string path) => Skip = SharedData.WhyAbsent(Path = path);

    public string Path { get; }
}

/// <summary>A test that needs a program. Where it is missing the test is skipped; in CI, where it can be installed, it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs)
    {
        Programs = programs;
        var missing = Array.FindAll(programs, program => InstalledProgram.Find(program) is null);
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = $"needs '{string.Join("', '", missing)}' in PATH";
    }

    public IReadOnlyList<string> Programs { get; }
}

/// <summary>A test that only root can run; CI is root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "needs root";
    }
}

/// <summary>As <see cref="ProgramFactAttribute"/>, of a program that only root can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootProgramFactAttribute : FactAttribute
{
    public RootProgramFactAttribute(params string[] programs)
    {
        Programs = programs;
        Skip = new ProgramFactAttribute(programs).Skip ?? new RootFactAttribute().Skip;
    }

    public IReadOnlyList<string> Programs { get; }
}
