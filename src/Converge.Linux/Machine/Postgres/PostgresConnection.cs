using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Postgres;

/// <summary>
/// A session with PostgreSQL in its own protocol, as much of it as a few questions need: each is a text, and so is each answer. It
/// connects in the millisecond in which a client library looks up what types the server has.
/// </summary>
internal sealed class PostgresConnection : IDisposable
{
    public const string Superuser = "postgres";

    private const int Version = 3 << 16;
    private const int Longest = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly NetworkStream _stream;

    private PostgresConnection(Socket socket) => _stream = new(socket, ownsSocket: true);

    /// <returns>Null if no server listens there.</returns>
    /// <exception cref="PostgresException">It does not let the session begin.</exception>
    /// <exception cref="UnreadableException">It cannot be connected to, or breaks off.</exception>
    public static PostgresConnection? Open(string path, string database, UserAccount user)
    {
        if (PeerSocket.Connect(path, user) is not { } socket)
            return null;
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        var connection = new PostgresConnection(socket);
        try
        {
            connection.Start(database);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Carries out a statement, or several with ';' between them, which are one transaction.</summary>
    /// <returns>The rows of all answers, column by column; null is NULL.</returns>
    /// <exception cref="PostgresException">The server refuses it.</exception>
    /// <exception cref="UnreadableException">The server breaks off.</exception>
    public List<string?[]> Query(string sql)
    {
        Send('Q', Encoding.UTF8.GetBytes($"{sql}\0"));
        var rows = new List<string?[]>();
        PostgresException? problem = null;
        while (true)
        {
            var (kind, body) = Receive();
            switch (kind)
            {
                case 'D':
                    rows.Add(Row(body));
                    break;
                case 'E':
                    problem = Error(body);
                    // After a fatal one nothing comes any more.
                    if (problem.Code is ['5', '7', 'P', ..])
                        throw problem;
                    break;
                case 'Z':
                    return problem is null ? rows : throw problem;
                default:
                    break;
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Send('X', []);
        }
        catch (UnreadableException)
        {
            // It has ended already.
        }
        _stream.Dispose();
    }

    private void Start(string database)
    {
        var parameters = Encoding.UTF8.GetBytes($"user\0{Superuser}\0database\0{database}\0application_name\0converge\0client_encoding\0UTF8\0options\0-c standard_conforming_strings=on\0\0");
        var message = new byte[8 + parameters.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), Version);
        parameters.CopyTo(message, 8);
        Write(message);
        while (true)
        {
            var (kind, body) = Receive();
            if (kind == 'E')
                throw Error(body);
            if (kind == 'R' && BinaryPrimitives.ReadInt32BigEndian(body) != 0)
                throw new PostgresException("", $"it wants more of the role '{Superuser}' at its own socket than who it is; pg_hba.conf needs a line 'local all postgres peer' before others");
            if (kind == 'Z')
                return;
        }
    }

    private void Send(char kind, ReadOnlySpan<byte> body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message.AsSpan(5));
        Write(message);
    }

    private void Write(ReadOnlySpan<byte> message)
    {
        try
        {
            _stream.Write(message);
        }
        catch (IOException e)
        {
            throw new UnreadableException($"PostgreSQL broke off: {e.Message}");
        }
    }

    private (char Kind, byte[] Body) Receive()
    {
        try
        {
            Span<byte> head = stackalloc byte[5];
            _stream.ReadExactly(head);
            var length = BinaryPrimitives.ReadInt32BigEndian(head[1..]) - 4;
            if (length is < 0 or > Longest)
                throw new UnreadableException("PostgreSQL says what its protocol does not know");
            var body = new byte[length];
            _stream.ReadExactly(body);
            return ((char)head[0], body);
        }
        catch (IOException e)
        {
            throw new UnreadableException($"PostgreSQL broke off: {e.Message}");
        }
    }

    private static string?[] Row(ReadOnlySpan<byte> body)
    {
        var columns = new string?[BinaryPrimitives.ReadInt16BigEndian(body)];
        body = body[2..];
        for (var column = 0; column < columns.Length; column++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body);
            body = body[4..];
            if (length < 0)
                continue;
            columns[column] = Encoding.UTF8.GetString(body[..length]);
            body = body[length..];
        }
        return columns;
    }

    private static PostgresException Error(ReadOnlySpan<byte> body)
    {
        var (code, message, detail) = ("", "", "");
        foreach (var field in Encoding.UTF8.GetString(body).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (field[0])
            {
                case 'C':
                    code = field[1..];
                    break;
                case 'M':
                    message = field[1..];
                    break;
                case 'D':
                    detail = $" ({field[1..].TrimEnd('.')})";
                    break;
                default:
                    break;
            }
        }
        return new(code, message + detail);
    }
}
