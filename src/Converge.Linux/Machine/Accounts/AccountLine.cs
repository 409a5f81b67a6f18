using System.Buffers.Text;
using System.Text;

namespace Converge.Linux.Machine.Accounts;

/// <summary>A line of one of the account files, divided at its colons.</summary>
internal readonly ref struct AccountLine
{
    private const int MostFields = 9;

    private readonly ReadOnlySpan<byte> _line;
    private readonly Ends _ends;

    private AccountLine(ReadOnlySpan<byte> line, Ends ends)
    {
        _line = line;
        _ends = ends;
    }

    public string Name => this[0];

    public string this[int field] => Encoding.UTF8.GetString(Field(field));

    /// <summary>
    /// Null for a line that no account can be: comments, lines of NIS, and those without a name or with another number of
    /// fields. The C library passes over them, too.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int fields, out AccountLine account)
    {
        var ends = new Ends();
        var (count, start) = (0, 0);
        for (; count < MostFields; start = ends[count++] + 1)
        {
            var colon = line[start..].IndexOf((byte)':');
            ends[count] = colon < 0 ? line.Length : start + colon;
            if (colon < 0)
                break;
        }
        account = new(line, ends);
        return count + 1 == fields && ends[0] > 0 && line[0] is not ((byte)'+' or (byte)'-' or (byte)'#');
    }

    public bool TryNumber(int field, out uint number) =>
        Utf8Parser.TryParse(Field(field), out number, out var length) && length == Field(field).Length;

    private ReadOnlySpan<byte> Field(int field) => _line[(field == 0 ? 0 : _ends[field - 1] + 1).._ends[field]];

    [System.Runtime.CompilerServices.InlineArray(MostFields)]
    private struct Ends
    {
        private int _first;
    }
}
