namespace Converge.Linux.Machine.Files;

/// <summary>An open file, as its descriptor; or why it could not be opened.</summary>
/// <param name="Descriptor">Or minus the number of the error.</param>
/// <param name="Refusal">Why it was not even tried, for people.</param>
internal readonly record struct OpenFile(int Descriptor, string? Refusal = null) : IDisposable
{
    public bool IsOpen => Descriptor >= 0;

    /// <summary>Whether there is simply nothing.</summary>
    public bool IsNothing => Refusal is null && Descriptor is -LibC.NoEntry or -LibC.NotAFolder;

    public void Dispose()
    {
        if (IsOpen)
            _ = LibC.Close(Descriptor);
    }
}
