using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Language.Values;

namespace Converge.Cli.Input;

/// <summary>How long something is good for, or how long somebody waits.</summary>
internal static class Lifetime
{
    public static TimeSpan Read(Invocation invocation, Parameter parameter) =>
        Duration.TryParse(invocation[parameter], out var time) && time >= TimeSpan.FromSeconds(1)
            ? time
            : throw new UserException($"'{invocation[parameter]}' is not {Duration.Form}", $"in '{parameter}'");

    public static long Seconds(Invocation invocation, Parameter parameter) => (long)Read(invocation, parameter).TotalSeconds;
}
