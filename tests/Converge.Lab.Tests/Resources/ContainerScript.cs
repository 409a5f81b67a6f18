using System.Globalization;
using System.Text;
using Converge.Language.Cases;
using Converge.Testing.Machines;

namespace Converge.Lab.Tests.Resources;

/// <summary>The calls of <c>realise.sh</c> that make a fresh node what a case says, in the order in which they must be.</summary>
internal static class ContainerScript
{
    public const string Tree = "/var/lib/cases/tree";

    private const string MountTable = "/proc/self/mountinfo";
    private const string Usual = "bookworm";

    public static string Of(CaseFile file)
    {
        var lines = MachineLines.Of(file);
        var script = new StringBuilder();
        void Call(params IEnumerable<string> words) => script.AppendJoin(' ', words).Append('\n');

        Call("own_sources");
        script.Append(file.Find("container setup")?.Text);
        foreach (var call in Accounts(lines).Concat(Packages(lines)).Concat(Mounts(lines)).Concat(Files(lines)).Concat(TreeOf(file)).Concat(Answers(lines)).Concat(Units(lines)).Concat(Network(lines)))
            Call(call);
        script.Append(file.Find("container last")?.Text);
        return script.ToString();
    }

    private static IEnumerable<string[]> Accounts(IReadOnlyList<MachineLine> lines)
    {
        foreach (var group in lines.OfType<GroupLine>())
        {
            yield return ["group", Quote(group.Name), Number(group.Gid), Quote(string.Join(',', group.Members))];
            foreach (var member in group.Members.Where(member => !lines.OfType<UserLine>().Any(user => user.Name == member)))
                yield return ["needs_user", Quote(member)];
        }
        foreach (var user in lines.OfType<UserLine>())
            yield return ["user", Quote(user.Name), Number(user.Uid), Number(user.Gid), Quote(user.Home), Quote(user.Shell), Quote(user.Hash ?? "?"), Quote(user.Comment)];
        foreach (var placed in lines.OfType<PlacedLine>().DistinctBy(static line => (line.Owner, line.Group)))
        {
            yield return ["needs_group", Quote(placed.Group)];
            yield return ["needs_user", Quote(placed.Owner)];
        }
    }

    private static IEnumerable<string[]> Packages(IReadOnlyList<MachineLine> lines)
    {
        if (!lines.Any(static line => line is PackageLine or NoPackageLine or AvailableLine or ListsLine))
            yield break;
        foreach (var available in lines.OfType<AvailableLine>())
            yield return ["available", Quote(available.Release ?? Usual), Quote(available.Name), .. available.Versions.Select(Quote)];
        foreach (var missing in lines.OfType<NoPackageLine>())
            yield return ["not_installed", Quote(missing.Name)];
        foreach (var package in lines.OfType<PackageLine>())
            yield return ["installed", Quote(package.Name), Quote(package.Version), package.State, package.IsHeld ? "hold" : "no"];
        var age = lines.OfType<ListsLine>().SingleOrDefault() is { } lists ? lists.Age : TimeSpan.Zero;
        yield return ["lists", age is { } time ? Number((long)time.TotalSeconds) : "none"];
        if (lines.OfType<InterruptedLine>().Any())
            yield return ["interrupted"];
    }

    /// <summary>Those of the table of the kernel that the case has, but for its root.</summary>
    private static IEnumerable<string[]> Mounts(IReadOnlyList<MachineLine> lines) =>
        lines.OfType<PlacedLine>().Where(static line => line.Path == MountTable)
            .SelectMany(static line => line.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(static line => (Before: line.Split(" - ")[0].Split(' '), Behind: line.Split(" - ")[1].Split(' ')))
            .Where(static mount => mount.Before[4] != "/")
            .Select(static mount => (string[])["mounted", Quote(mount.Before[4].Replace("\\040", " ", StringComparison.Ordinal)), Quote(mount.Behind[1]), mount.Behind[0], Quote($"{mount.Before[5]},{mount.Behind[2]}")]);

    private static IEnumerable<string[]> Files(IReadOnlyList<MachineLine> lines)
    {
        // What goes with its folder goes first: below one that is absent nothing is put.
        foreach (var absent in lines.OfType<AbsentLine>())
            yield return ["absent", Quote(absent.Path)];
        foreach (var line in lines)
        {
            if (line is PlacedLine placed)
                yield return placed.IsDirectory ? ["directory", Quote(placed.Path), Owners(placed), placed.Mode] : ["put", Quote(placed.Path), Owners(placed), placed.Mode, Quote(placed.Content)];
            else if (line is LinkLine link)
                yield return ["link_to", Quote(link.Path), Quote(link.Target)];
            else if (line is SizedLine sized)
                yield return ["sized", Quote(sized.Path), Number(sized.Size), sized.Mode];
        }
        foreach (var unreadable in lines.OfType<UnreadableLine>())
            yield return ["unreadable", Quote(unreadable.Path)];
    }

    private static IEnumerable<string[]> TreeOf(CaseFile file) => ResourceTree.Of(file.With("recipe", Independent(file["recipe"])))
        .Select(static file => (string[])["put", Quote($"{Tree}/{file.Key}"), "root:root", "0644", Quote(file.Value)]);

    /// <summary>What becomes of one resource says nothing of the next ones.</summary>
    private static string Independent(string recipe)
    {
        const string Trait = "  ignore_failure: true\n";
        var items = recipe.Split("\n- ");
        return string.Concat(items.Select(item => $"{(item == items[0] ? "" : "- ")}{item.TrimEnd('\n')}\n{Trait}"));
    }

    /// <summary>Each program that is asked becomes a script, which is the program itself for any other question.</summary>
    private static IEnumerable<string[]> Answers(IReadOnlyList<MachineLine> lines)
    {
        const string Shell = "/bin/sh -c ";
        const int NoProgram = 127;
        var asked = lines.OfType<AnswerLine>().Where(static answer => answer.Code != NoProgram)
            .Select(static answer => (Answer: answer, Words: (answer.Command.StartsWith(Shell, StringComparison.Ordinal) ? answer.Command[Shell.Length..] : answer.Command).Split(' ', 2)));
        foreach (var program in asked.GroupBy(static ask => ask.Words[0]))
        {
            var script = new StringBuilder("#!/bin/sh\n");
            foreach (var (answer, words) in program)
                script.Append(CultureInfo.InvariantCulture, $"[ \"$*\" != {Quote(words.ElementAtOrDefault(1) ?? "")} ] || {{ {(answer.Code is { } code ? $"printf %s {Quote(answer.Says)}; exit {Number(code)}" : "exec sleep infinity")}; }}\n");
            var name = Path.GetFileName(program.Key);
            yield return ["answering", Quote(program.Key), Quote(name), Quote(script.ToString())];
        }
    }

    private static IEnumerable<string[]> Units(IReadOnlyList<MachineLine> lines)
    {
        if (lines.OfType<NoSystemdLine>().Any())
        {
            yield return ["no_systemd"];
            yield break;
        }
        var units = lines.OfType<UnitLine>().ToList();
        foreach (var unit in units)
            yield return ["unit_file", Quote(unit.Name), Active(unit), unit.Enabled];
        if (units.Count > 0)
            yield return ["systemctl", "daemon-reload"];
        foreach (var unit in units)
            yield return ["unit_state", Quote(unit.Name), Active(unit), unit.Enabled];
        foreach (var unit in units)
            yield return ["unit_is", Quote(unit.Name), unit.Load, Active(unit), unit.Enabled];
        foreach (var unit in units.Where(static unit => unit.IsStale))
            yield return ["stale", Quote(unit.Name)];
        foreach (var missing in lines.OfType<NoUnitLine>())
            yield return ["no_unit", Quote(missing.Name)];
    }

    private static IEnumerable<string[]> Network(IReadOnlyList<MachineLine> lines)
    {
        if (lines.OfType<NoFirewallLine>().Any())
            yield return ["no_ufw"];
        // Before the firewall is on, which does not know connections that were there before it.
        foreach (var session in lines.OfType<SessionLine>())
            yield return ["session", session.From, session.To, Number(session.Port)];
        if (lines.OfType<FirewallLine>().SingleOrDefault() is not { } firewall)
            yield break;
        yield return ["ufw default", firewall.Incoming, "incoming", ">/dev/null"];
        foreach (var rule in lines.OfType<RuleLine>())
            yield return ["ufw", rule.Rule, ">/dev/null"];
        if (firewall.IsOn)
            yield return ["ufw --force enable", ">/dev/null"];
        if (lines.OfType<FlushedFirewallLine>().Any())
            yield return ["firewall_flushed"];
        if (lines.OfType<LostRuleLine>().Any())
            yield return ["iptables -D ufw-user-input 1"];
    }

    private static string Active(UnitLine unit) => unit.Sub.Length > 0 ? $"{unit.Active}/{unit.Sub}" : unit.Active;

    private static string Owners(PlacedLine placed) => Quote($"{placed.Owner}:{placed.Group}");

    private static string Number<T>(T number)
        where T : IFormattable => number.ToString(format: null, CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
