using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>Values for commands, of which each says its type: nothing is found out by reflection.</summary>
internal static class Parameters
{
    public static NpgsqlParameter Text(string? value) => value is null
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }
        : new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = value };

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value };

    public static NpgsqlParameter Truth(bool value) => new NpgsqlParameter<bool> { NpgsqlDbType = NpgsqlDbType.Boolean, TypedValue = value };

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) => new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = value };

    public static NpgsqlParameter Time(DateTimeOffset? value) => value is { } at
        ? new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = at.UtcDateTime }
        : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = DBNull.Value };

    public static NpgsqlParameter Texts(string[] values) => new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = values };

    public static NpgsqlParameter Times(DateTime[] values) => new NpgsqlParameter<DateTime[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, TypedValue = values };

    /// <summary>A text without the one character that PostgreSQL cannot store. Different texts stay different.</summary>
    public static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny('\0', '\u0001') < 0)
            return text;
        var plain = new StringBuilder(text.Length + 1);
        foreach (var character in text)
            _ = character <= '\u0001' ? plain.Append('\u0001').Append((char)('0' + character)) : plain.Append(character);
        return plain.ToString();
    }
}
