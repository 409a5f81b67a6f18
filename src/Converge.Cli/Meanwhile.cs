using System.Runtime.ExceptionServices;

namespace Converge.Cli;

/// <summary>Work on another thread, until its result is asked for. A thread of its own starts sooner than the pool of tasks.</summary>
internal sealed class Meanwhile<T>
    where T : class
{
    private readonly Thread _thread;
    private T? _result;
    private ExceptionDispatchInfo? _error;

    public Meanwhile(Func<T?> work)
    {
        _thread = new Thread(() => Run(work)) { IsBackground = true };
        _thread.Start();
    }

    public T? Result
    {
        get
        {
            _thread.Join();
            _error?.Throw();
            return _result;
        }
    }

    private void Run(Func<T?> work)
    {
        try
        {
            _result = work();
        }
        catch (Exception e)
        {
            _error = ExceptionDispatchInfo.Capture(e);
        }
    }
}
