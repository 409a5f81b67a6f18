using System.Runtime.ExceptionServices;
using Xunit.Sdk;

namespace Converge.Testing;

/// <summary>Runs code that might never end, on a stack of its own, and waits only so long.</summary>
public static class Patience
{
    /// <summary>What a thread of a server gets; the main thread has eight times as much.</summary>
    public const int SmallStack = 1024 * 1024;

    public static void Run(TimeSpan limit, Action action, int stack = SmallStack) => Run<object?>(
        limit,
        () =>
        {
            action();
            return null;
        },
        stack);

    /// <param name="what">What took too long, for the message.</param>
    public static T Run<T>(TimeSpan limit, Func<T> function, int stack = SmallStack, string what = "it")
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            stack)
        { IsBackground = true };
        thread.Start();
        if (!thread.Join(limit))
            throw new XunitException($"{what} is still running after {limit.TotalSeconds} s");
        failure?.Throw();
        return result!;
    }
}
