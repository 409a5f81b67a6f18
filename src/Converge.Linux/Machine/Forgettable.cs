namespace Converge.Linux.Machine;

/// <summary>What is read once, when it is first asked for, and once more after it was forgotten. A failure is not remembered.</summary>
internal sealed class Forgettable<T>(Func<T> read)
    where T : class
{
    private readonly Lock _reading = new();
    private volatile T? _value;

    public T Value => _value ?? Read();

    public void Forget()
    {
        // Not while it is read: what was read before a change must not stay for what is there after it.
        lock (_reading)
            _value = null;
    }

    private T Read()
    {
        lock (_reading)
            return _value ??= read();
    }
}
