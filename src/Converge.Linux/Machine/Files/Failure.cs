using Converge.Plans;

namespace Converge.Linux.Machine.Files;

/// <summary>What a call of the C library says when it does not do what it was asked to.</summary>
internal static class Failure
{
    /// <param name="result">What the call gave; less than 0 is minus the number of an error.</param>
    /// <param name="what">What could not be done, for people.</param>
    /// <exception cref="StepException">It is an error.</exception>
    public static int Check(int result, string what) => result >= 0 ? result : throw new StepException($"{what}: {LibC.Describe(-result)}");

    /// <inheritdoc cref="Check(int, string)"/>
    public static OpenFile Check(OpenFile file, string what) =>
        file.IsOpen ? file : throw new StepException($"{what}: {file.Refusal ?? LibC.Describe(-file.Descriptor)}");
}
