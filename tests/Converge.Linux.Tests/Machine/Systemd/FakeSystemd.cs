using System.Net.Sockets;
using System.Runtime.InteropServices;
using Converge.Testing;

namespace Converge.Linux.Tests.Machine.Systemd;

/// <summary>
/// Something that answers on systemd's own socket as systemd does, with the other side of the same library: what is
/// written there must be read here.
/// </summary>
internal sealed unsafe partial class FakeSystemd : IDisposable
{
    private const string Library = "libsystemd.so.0";
    private const string Nginx = "/org/freedesktop/systemd1/unit/nginx_2eservice";
    private const string Idle = "/org/freedesktop/systemd1/unit/idle_2eservice";
    private const string Nowhere = "/org/freedesktop/systemd1/unit/nowhere";

    private static readonly Dictionary<string, string> FileStates = new(StringComparer.Ordinal)
    {
        ["nginx.service"] = "enabled",
        ["idle.service"] = "disabled",
        ["www.service"] = "alias",
        ["getty@.service"] = "static",
    };

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Thread> _connections = [];
    private readonly string _path;
    private readonly Thread _thread;
    private volatile bool _ends;
    private int _calls;

    /// <summary>What it was asked to change, in order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Changes { get; } = new();

    public FakeSystemd(TemporaryFolder root)
    {
        Directory.CreateDirectory(root["run/systemd/system"]);
        _path = root[Environment.IsPrivilegedProcess ? "run/systemd/private" : "run/dbus/system_bus_socket"];
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _socket.Bind(new UnixDomainSocketEndPoint(_path));
        _socket.Listen();
        _thread = new(Serve) { IsBackground = true };
        _thread.Start();
    }

    public int Calls => Volatile.Read(ref _calls);

    public void Dispose()
    {
        _ends = true;
        _socket.Dispose();
        _thread.Join();
        _connections.ForEach(static thread => thread.Join());
        File.Delete(_path);
    }

    private void Serve()
    {
        try
        {
            while (!_ends)
            {
                var connection = _socket.Accept();
                var thread = new Thread(() => Serve(connection)) { IsBackground = true };
                thread.Start();
                _connections.Add(thread);
            }
        }
        catch (SocketException)
        {
            // The end.
        }
    }

    private void Serve(Socket connection)
    {
        using var socket = connection;
        _ = New(out var bus);
        connection.Blocking = false;
        // The bus closes its descriptor, and the socket its own.
        var descriptor = Duplicate((int)connection.Handle);
        _ = SetDescriptor(bus, descriptor, descriptor);
        RandomId(out var first, out var second);
        _ = SetServer(bus, 1, first, second);
        _ = SetAnonymous(bus, 1);
        _ = Start(bus);
        while (!_ends && Process(bus, out var message) is >= 0 and var more)
        {
            if (message != 0)
                Answer(message);
            else if (more == 0)
                _ = Wait(bus, 20_000);
            _ = Release(message);
        }
        _ = CloseBus(bus);
    }

    private void Answer(nint message)
    {
        var member = Marshal.PtrToStringUTF8(MemberOf(message));
        if (member is null or "Disconnected")
            return;
        Interlocked.Increment(ref _calls);
        _ = NewReply(message, out var reply);
        switch (member)
        {
            case "ListUnits":
                AddUnits(reply);
                break;
            case "GetUnitFileState" when FileStates.TryGetValue(ReadText(message)!, out var state):
                AppendText(reply, 's', state);
                break;
            case "GetUnitFileState":
                _ = Fail(message, "org.freedesktop.DBus.Error.FileNotFound", "No such file or directory");
                return;
            case "LoadUnit":
                AppendText(reply, 'o', ReadText(message) switch { "www.service" => Nginx, "idle.service" => Idle, var name when Jobs.ContainsKey(name!) => JobUnit(name!), _ => Nowhere });
                break;
            case "Get":
                AddProperty(message, reply);
                break;
            default:
                if (!Change(member, message, reply))
                    return;
                break;
        }
        _ = Send(0, reply, 0);
        _ = Release(reply);
        SayWhatBecameOfJobs(message);
    }

    private static void AddUnits(nint reply)
    {
        _ = Open(reply, (byte)'a', "(ssssssouso)");
        foreach (var (name, load, active, path) in new[] { ("nginx.service", "loaded", "active", Nginx), ("dev-sda.device", "loaded", "active", "/dev"), ("gone.service", "not-found", "inactive", "/gone") })
        {
            _ = Open(reply, (byte)'r', "ssssssouso");
            foreach (var text in new[] { name, "a text ä", load, active, "sub", "" })
                AppendText(reply, 's', text);
            AppendText(reply, 'o', path);
            var job = 7u;
            _ = Append(reply, (byte)'u', &job);
            AppendText(reply, 's', name == "nginx.service" ? "restart" : "");
            AppendText(reply, 'o', "/");
            _ = Close(reply);
        }
        _ = Close(reply);
    }

    private void AddProperty(nint message, nint reply)
    {
        var path = Marshal.PtrToStringUTF8(PathOf(message));
        ReadText(message);
        var property = ReadText(message);
        if (AddJobProperty(path!, property!, reply))
            return;
        var isFlag = property == "NeedDaemonReload";
        _ = Open(reply, (byte)'v', isFlag ? "b" : "s");
        var flag = path == Nginx ? 1 : 0;
        if (isFlag)
            _ = Append(reply, (byte)'b', &flag);
        else
            AppendText(reply, 's', property switch { "LoadState" => path == Nowhere ? "not-found" : "loaded", "ActiveState" => path == Nginx ? "active" : "inactive", "SubState" => path == Nginx ? "running" : "dead", _ => "enabled" });
        _ = Close(reply);
    }

    private static void AppendText(nint message, char type, string text)
    {
        var start = Marshal.StringToCoTaskMemUTF8(text);
        _ = Append(message, (byte)type, (void*)start);
        Marshal.FreeCoTaskMem(start);
    }

    private static string? ReadText(nint message)
    {
        nint text;
        return Read(message, (byte)'s', &text) > 0 ? Marshal.PtrToStringUTF8(text) : null;
    }

    private static void RandomId(out ulong first, out ulong second) => (first, second) = ((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64());

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport(Library, EntryPoint = "sd_bus_new")]
    private static partial int New(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_fd")]
    private static partial int SetDescriptor(nint bus, int input, int output);

    // The number of 128 bits goes by value, as two of 64.
    [LibraryImport(Library, EntryPoint = "sd_bus_set_server")]
    private static partial int SetServer(nint bus, int isServer, ulong first, ulong second);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_anonymous")]
    private static partial int SetAnonymous(nint bus, int isAnonymous);

    [LibraryImport(Library, EntryPoint = "sd_bus_start")]
    private static partial int Start(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_process")]
    private static partial int Process(nint bus, out nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_wait")]
    private static partial int Wait(nint bus, ulong microseconds);

    [LibraryImport(Library, EntryPoint = "sd_bus_close_unref")]
    private static partial nint CloseBus(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_member")]
    private static partial nint MemberOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_path")]
    private static partial nint PathOf(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_method_return")]
    private static partial int NewReply(nint message, out nint reply);

    [LibraryImport(Library, EntryPoint = "sd_bus_reply_method_errorf", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Fail(nint message, string name, string text);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_open_container", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(nint message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_close_container")]
    private static partial int Close(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic")]
    private static partial int Append(nint message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_basic")]
    private static partial int Read(nint message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_send")]
    private static partial int Send(nint bus, nint message, nint cookie);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    private static partial nint Release(nint message);
}
