namespace Converge.Language.Values;

/// <summary>
/// Each key has one of 64 marks, and here are the marks of all that were ever added: who looks for another key learns
/// mostly from one bit that it is not here. What is searched in many scopes is in one of them at most.
/// </summary>
internal struct KeyMarks
{
    private ulong _marks;

    public static int Of(string key) => key.Length == 0 ? 0 : (key[0] + 5 * key.Length) & 63;

    public void Add(string key) => _marks |= 1UL << Of(key);

    public readonly bool MayHave(int mark) => (_marks >> mark & 1) != 0;
}
