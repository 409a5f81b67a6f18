using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Language.Values;

namespace Converge.Cli.Input;

/// <summary>How long something is good for, or how long somebody waits.</summary>
internal static class Lifetime
{
    public static TimeSpan Read(Invocation invocation, Parameter parameter) => Given(invocation, parameter, TimeSpan.FromSeconds(1));

    /// <param name="usual">If it is not given.</param>
    /// <param name="least">What is shorter is none; anything but nothing at all if it is not given.</param>
    public static TimeSpan Read(Invocation invocation, Parameter parameter, TimeSpan usual, TimeSpan? least = null) =>
        invocation.Has(parameter) ? Given(invocation, parameter, least ?? TimeSpan.FromTicks(1)) : usual;

    public static long Seconds(Invocation invocation, Parameter parameter) => (long)Read(invocation, parameter).TotalSeconds;

    private static TimeSpan Given(Invocation invocation, Parameter parameter, TimeSpan least) =>
        Duration.TryParse(invocation[parameter], out var time) && time >= least
            ? time
            : throw new UserException($"'{invocation[parameter]}' is not {Duration.Form}", $"in '{parameter}'");
}
