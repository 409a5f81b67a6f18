using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>A node: a clone, and the nspawn that boots it as long as nobody turns it off.</summary>
internal sealed class KeptNode
{
    // What nspawn ends with when the node wants to boot again.
    private const int Reboot = 133;

    private readonly NodeSetup _setup;
    private readonly LabGround _ground;
    private readonly NodeClone _clone;
    private readonly string _machine;
    private readonly string _console;
    private readonly Lock _lock = new();

    private TaskCompletionSource _booted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _nspawn;
    private bool _isEnding;

    /// <param name="number">Short enough for the name of a network device.</param>
    public KeptNode(NodeSetup setup, LabPlace place, LabGround ground, int number)
    {
        _setup = setup;
        _ground = ground;
        var folder = place.Node(setup.Name);
        _clone = new(folder, setup.Lower);
        _machine = $"n{number.ToString(CultureInfo.InvariantCulture)}";
        _console = Path.Combine(folder, "console.log");
        State = new(setup.Name, setup.Fqdn, setup.Address, Power.Off, 0) { Roles = setup.Roles, Since = DateTimeOffset.UtcNow };
    }

    public NodeState State { get; private set; }

    private string Cable => $"vb-{_machine}";

    public void Make(string lab)
    {
        _clone.Prepare();
        NodeFiles.Write(_clone.Upper, _setup, _ground.Network, lab);
        _clone.Mount();
    }

    public void Start()
    {
        lock (_lock)
        {
            if (!_running.IsCompleted)
                return;
            _isEnding = false;
            _booted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Change(state => state with { Power = Power.Booting, Problem = null });
            _running = Task.Run(RunAsync);
        }
    }

    /// <exception cref="LabException">It does not boot, or not within the time.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancel)
    {
        var (running, booted) = (_running, _booted.Task);
        if (await Task.WhenAny(running, booted, Task.Delay(patience, cancel)).ConfigureAwait(false) is var first && first == booted)
            return;
        var why = first == running ? State.Problem ?? "it was turned off" : string.Create(CultureInfo.InvariantCulture, $"it has not booted after {patience.TotalSeconds:0} s");
        throw new LabException($"'{_setup.Name}' does not boot: {why}", $"its console is in '{_console}'");
    }

    public async Task StopAsync(TimeSpan patience, CancellationToken cancel)
    {
        _isEnding = true;
        if (State.Leader is > 0 and var leader)
            await Strays.EndCommandsAsync(leader, cancel).ConfigureAwait(false);
        var nspawn = _nspawn;
        if (nspawn != 0)
            Kernel.Signal(nspawn, Kernel.Terminate);
        if (await Task.WhenAny(_running, Task.Delay(patience, cancel)).ConfigureAwait(false) != _running)
            throw new LabException(string.Create(CultureInfo.InvariantCulture, $"'{_setup.Name}' has not stopped after {patience.TotalSeconds:0} s"), "'lab kill' pulls the plug");
    }

    public async Task KillAsync()
    {
        _isEnding = true;
        if (State.Leader != 0)
            Kernel.Signal(State.Leader, Kernel.Kill);
        else if (_nspawn != 0)
            Kernel.Signal(_nspawn, Kernel.Kill);
        await _running.ConfigureAwait(false);
    }

    public async Task RemoveAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _clone.Remove();
    }

    public async Task SetCableAsync(bool isCut, CancellationToken cancel)
    {
        if (_running.IsCompleted)
            throw new LabException($"'{_setup.Name}' is off");
        await LabGround.LinkAsync($"link set {Cable} {(isCut ? "down" : "up")}\n", cancel).ConfigureAwait(false);
        Change(state => state with { IsCut = isCut });
    }

    private async Task RunAsync()
    {
        int code;
        do
            code = await BootAsync().ConfigureAwait(false);
        while (code == Reboot && !_isEnding);
        var problem = _isEnding || code == 0 ? null : $"nspawn ended with {code.ToString(CultureInfo.InvariantCulture)}: {LastLine()}";
        Change(state => state with { Power = Power.Off, Leader = 0, IsCut = false, Problem = problem });
    }

    private async Task<int> BootAsync()
    {
        var notice = $"/run/lab/{_machine}";
        File.Delete(notice);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(notice));
        using var over = new CancellationTokenSource();
        using var process = Process.Start(Nspawn(notice))!;
        _nspawn = process.Id;
        if (_booted.Task.IsCompleted)
            _booted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(state => state with { Power = Power.Booting, Leader = 0 });
        var listening = ListenAsync(socket, over.Token);
        await process.WaitForExitAsync().ConfigureAwait(false);
        _nspawn = 0;
        if (State.Leader != 0)
            Strays.KillEntrances(State.Leader);
        await over.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        _ground.RemoveGroup(_machine);
        return process.ExitCode;
    }

    private ProcessStartInfo Nspawn(string notice)
    {
        var group = _ground.GroupOf(_machine);
        Directory.CreateDirectory(group);
        // Nspawn makes its groups below that of its caller, so the caller must be in it before.
        const string Script = """
            echo $$ >"$0/cgroup.procs" && exec "$@" >>"$CONSOLE" 2>&1 </dev/null
            """;
        string[] command =
        [
            "-c", Script, group, .. LabGround.InNetwork,
            "systemd-nspawn", "--quiet", "-D", _clone.Root, "--boot", "--register=no", "--keep-unit", $"--machine={_machine}", $"--network-bridge={LabNetwork.Bridge}",
            "--console=pipe", "--rlimit=NOFILE=1024:524288", "--resolv-conf=off", "--timezone=off", "--link-journal=no", "--notify-ready=yes",
            .. Shares(_setup.Shares),
        ];
        return new("sh", command) { Environment = { ["NOTIFY_SOCKET"] = notice, ["CONSOLE"] = _console } };
    }

    /// <summary>As options of nspawn.</summary>
    public static IEnumerable<string> Shares(IReadOnlyDictionary<string, string> shares) => shares.Select(static share => $"--bind-ro={Escape(share.Key)}:{Escape(share.Value)}");

    private static string Escape(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    /// <summary>nspawn tells who the first process is, and passes on that it has booted.</summary>
    private async Task ListenAsync(Socket socket, CancellationToken cancel)
    {
        const string Leader = "X_NSPAWN_LEADER_PID=";
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
                foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n'))
                {
                    if (line.StartsWith(Leader, StringComparison.Ordinal) && int.TryParse(line.AsSpan(Leader.Length), CultureInfo.InvariantCulture, out var leader))
                    {
                        Change(state => state with { Leader = leader });
                    }
                    else if (line == "READY=1")
                    {
                        Change(state => state with { Power = Power.On });
                        _booted.TrySetResult();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is off.
        }
    }

    private void Change(Func<NodeState, NodeState> change)
    {
        lock (_lock)
        {
            var state = change(State);
            State = state.Power == State.Power ? state : state with { Since = DateTimeOffset.UtcNow };
        }
    }

    private string LastLine()
    {
        try
        {
            return File.ReadLines(_console).LastOrDefault(static line => line.Length > 0)?.Trim() ?? "it said nothing";
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
