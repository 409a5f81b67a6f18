using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Converge.Linux;
using Converge.Linux.Machine;
using Converge.Resources.Machines;

namespace Converge.Bench.Machines;

/// <summary>What a run on a machine reads that is as it should be: the databases once, and a thousand files.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class ReadMachine
{
    private const int Packages = 600;
    private const int Files = 1000;
    private const int Offers = 60_000;

    private readonly string _root = Directory.CreateTempSubdirectory("converge-bench-").FullName;
    private string[] _files = [];

    [GlobalSetup]
    public void Write()
    {
        Write("etc/passwd", Lines(50, static i => $"user{i}:x:{i}:{i}:Somebody,,,:/home/user{i}:/bin/bash"));
        Write("etc/group", Lines(60, static i => $"group{i}:x:{i}:user1,user2"));
        Write("etc/shadow", Lines(50, static i => $"user{i}:!:19000:0:99999:7:::"));
        Write("usr/sbin/ufw", "");
        Write("etc/default/ufw", "IPV6=yes\n");
        Write("etc/ufw/ufw.conf", "ENABLED=yes\n");
        Write("etc/ufw/user.rules", Lines(50, static i => $"### tuple ### allow tcp {i + 1} 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport {i + 1} -j ACCEPT\n"));
        Write("etc/ufw/user6.rules", Lines(50, static i => $"### tuple ### allow tcp {i + 1} ::/0 any ::/0 in\n-A ufw6-user-input -p tcp --dport {i + 1} -j ACCEPT\n"));
        var description = string.Concat(Enumerable.Repeat(" a line of a description that nobody needs to read here\n", 14));
        Write("var/lib/dpkg/status", Lines(Packages, i =>
            $"Package: package{i}\nStatus: install ok installed\nPriority: optional\nSection: libs\nMaintainer: Somebody <somebody@example.org>\nArchitecture: amd64\nVersion: 1.{i}-1\nDepends: libc6 (>= 2.34)\nDescription: a package\n{description}"));
        Write("var/lib/apt/lists/deb.example.org_debian_dists_stable_main_binary-amd64_Packages", Lines(Offers, i =>
            $"Package: package{i}\nVersion: 1.{i}-1\nInstalled-Size: 100\nMaintainer: Somebody <somebody@example.org>\nArchitecture: amd64\nDepends: libc6 (>= 2.34)\nDescription: a package\n{description[..400]}\n"));
        _files = [.. Enumerable.Range(0, Files).Select(static i => $"/etc/app/{i % 20}/file{i}.conf")];
        foreach (var path in _files)
            Write(path[1..], Lines(40, static i => $"setting{i} = value of it"));
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Benchmark]
    public int All() => Accounts() + Dpkg() + Firewall() + StatAndRead();

    [Benchmark]
    public int Accounts() => With(static machine => machine.Accounts.UserName(1).Length);

    [Benchmark]
    public int Dpkg() => With(static machine => machine.Packages.Find("package1")!.Name.Length);

    [Benchmark]
    public int Lists() => With(static machine => machine.Packages.Available("package59999").Count);

    /// <summary>Of the machine itself, and without programs that somebody added.</summary>
    [Benchmark]
    public int Facts() => Builtins.ReadFacts(out _).Values.Count;

    [Benchmark]
    public int Firewall() => With(static machine => machine.Firewall.Rules.Count);

    [Benchmark]
    public int StatAndRead() => With(machine =>
    {
        var bytes = 0;
        foreach (var path in _files)
            bytes += machine.Files.Stat(path)!.Value.Mode & machine.Files.Read(path)!.Value.Length;
        return bytes;
    });

    [Benchmark]
    public int Stat() => With(machine =>
    {
        var modes = 0;
        foreach (var path in _files)
            modes += machine.Files.Stat(path)!.Value.Mode;
        return modes;
    });

    private int With(Func<IMachine, int> question)
    {
        using var machine = new LinuxMachine(_root);
        return question(machine);
    }

    private static string Lines(int count, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{line(i)}\n");
        return text.ToString();
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
