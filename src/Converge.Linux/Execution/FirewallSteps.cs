using System.Collections.Immutable;
using System.Text;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Ufw;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>
/// Changes the rules and the state of ufw. Rules are written into its files and loaded from there, as ufw does it itself;
/// what else it has to do for its few settings, it is asked to.
/// </summary>
internal sealed class FirewallSteps(LinuxMachine machine, IContentStore contents)
{
    private static readonly string[] SettingFiles = ["/etc/default/ufw", "/etc/ufw/ufw.conf", "/etc/ufw/after.rules", "/etc/ufw/after6.rules", UfwRules.V4Path, UfwRules.V6Path];

    private readonly UfwCommands _commands = new(machine);
    private readonly UfwLoading _loading = new(machine);
    private readonly FileSteps _files = new(machine, contents);
    private readonly Replacements _replacements = new(machine, contents);

    public async Task<StepResult> ChangeAsync(ChangeFirewallRules step, CancellationToken cancel)
    {
        using var alone = await UfwLock.TakeAsync(machine.LinuxFiles, cancel).ConfigureAwait(false);
        machine.ForgetFirewall();
        var firewall = Firewall();
        var rules = step.Edits.Apply(firewall.Rules);
        Check(firewall, rules, step);
        var texts = Texts(firewall, rules);
        var isLoaded = firewall.State.Enabled && await _commands.IsLoadedAsync(cancel).ConfigureAwait(false);
        if (isLoaded)
            await LoadAsync(texts, onlyTest: true, cancel).ConfigureAwait(false);
        var replaced = ImmutableArray.CreateBuilder<Replaced>();
        foreach (var text in texts)
            replaced.AddRange((await WriteAsync(text, cancel).ConfigureAwait(false)).Replaced);
        // From here on it is done whole: files that say another thing than the kernel does would be found out at the next boot.
        var mends = step.Loads && firewall.State.Enabled;
        if (isLoaded || mends)
            await LoadOrPutBackAsync(firewall, texts, mends, replaced).ConfigureAwait(false);
        return new() { Replaced = replaced.ToImmutable() };
    }

    public async Task<StepResult> SetAsync(SetFirewallState step, CancellationToken cancel)
    {
        machine.ForgetFirewall();
        var firewall = Firewall();
        if (!step.IsForced && FirewallRefusal.Of(firewall, firewall.Rules, step.State) is { } refusal)
            throw new StepException(refusal);
        ImmutableArray<Replaced> replaced = [.. SettingFiles.Select(path => _replacements.Of(path, keepsContent: true, isSecret: false))];
        try
        {
            return new() { Output = await SetAsync(firewall.State, step.State, cancel).ConfigureAwait(false), Replaced = replaced };
        }
        catch (StepException e)
        {
            throw new StepException(e.Message, e.Output) { Replaced = replaced };
        }
    }

    private async Task<string> SetAsync(FirewallState now, FirewallState wanted, CancellationToken cancel)
    {
        // ufw changes nothing while it is on and the kernel knows nothing of it.
        if (now.Enabled && wanted.Enabled)
            await _loading.MendAsync(cancel).ConfigureAwait(false);
        var output = new StringBuilder();
        foreach (var words in Commands(now, wanted))
            output.Append(await _commands.UfwAsync(words, cancel).ConfigureAwait(false));
        machine.ForgetFirewall();
        // What was left of it in the kernel is a sign to ufw that it runs.
        if (wanted.Enabled)
            await _loading.MendAsync(cancel).ConfigureAwait(false);
        return output.ToString();
    }

    /// <summary>Has the firewall do what its files say, after some of them were put back; other files are none of its business.</summary>
    public async Task ReloadAsync(IReadOnlyCollection<string> paths)
    {
        if (!paths.Any(SettingFiles.Contains))
            return;
        machine.ForgetFirewall();
        var firewall = machine.Firewall;
        if (firewall.WhyAbsent is not null)
            return;
        if (paths.Any(static path => SettingFiles.Contains(path) && path is not (UfwRules.V4Path or UfwRules.V6Path)))
            await _commands.ReloadAsync(firewall.State.Enabled).ConfigureAwait(false);
        else if (firewall.State.Enabled && await _commands.IsLoadedAsync(CancellationToken.None).ConfigureAwait(false))
            await _loading.LoadRulesAsync(firewall.HasV6).ConfigureAwait(false);
    }

    /// <summary>Off comes first and on last, so that what is between meets no packets.</summary>
    private static IEnumerable<string[]> Commands(FirewallState now, FirewallState wanted)
    {
        if (now.Enabled && !wanted.Enabled)
            yield return ["disable"];
        if (now.Incoming != wanted.Incoming)
            yield return ["default", wanted.Incoming, "incoming"];
        if (now.Outgoing != wanted.Outgoing)
            yield return ["default", wanted.Outgoing, "outgoing"];
        if (now.Routed != wanted.Routed)
            yield return ["default", wanted.Routed, "routed"];
        if (now.Logging != wanted.Logging)
            yield return ["logging", wanted.Logging];
        if (!now.Enabled && wanted.Enabled)
            yield return ["--force", "enable"];
    }

    private IFirewall Firewall() => machine.Firewall.WhyAbsent is { } why ? throw new StepException($"cannot change the firewall: {why}") : machine.Firewall;

    private static void Check(IFirewall firewall, List<FirewallRule> rules, ChangeFirewallRules step)
    {
        if (!firewall.HasV6 && step.Edits.FirstOrDefault(static edit => !edit.Removes && edit.Rule.Family == FirewallFamily.V6) is { } edit)
            throw new StepException($"'{edit.Rule}' is for IPv6, which 'IPV6=no' in /etc/default/ufw takes from ufw");
        // Files alone cut nobody off.
        var state = firewall.Gap is { IsOpen: true } && !step.Loads ? firewall.State with { Enabled = false } : firewall.State;
        if (FirewallRefusal.Of(firewall, rules, state) is not { } refusal)
            return;
        // What is forced may cut somebody off; what is not may not do it without that, either.
        if ((!step.IsForced && step.Edits.All(static edit => !edit.IsForced)) || FirewallRefusal.Of(firewall, step.Edits.Where(static edit => !edit.IsForced).Apply(firewall.Rules), step.IsForced ? firewall.State with { Enabled = false } : state) is not null)
            throw new StepException(refusal);
    }

    private List<RuleText> Texts(IFirewall firewall, List<FirewallRule> rules)
    {
        try
        {
            var lists = new UfwLists(machine.LinuxFiles, firewall.Profiles);
            List<RuleText> texts = [Of(UfwRules.V4Path, FirewallFamily.V4)];
            if (firewall.HasV6)
                texts.Add(Of(UfwRules.V6Path, FirewallFamily.V6));
            return texts;

            RuleText Of(string path, FirewallFamily family) => new(path, family, UfwFileText.Of(lists.Of(rules, family), family, firewall.State));
        }
        catch (FormatException e)
        {
            throw new StepException(e.Message);
        }
    }

    private Task<StepResult> WriteAsync(RuleText text, CancellationToken cancel)
    {
        const int UsualMode = 0b110_100_000;
        var ownership = machine.Files.Stat(text.Path) is { } status
            ? new Ownership(machine.Accounts.UserName(status.Uid), machine.Accounts.GroupName(status.Gid), status.Mode)
            : new Ownership("root", "root", UsualMode);
        return _files.WriteAsync(new WriteFile(text.Path, FileContent.Of(Encoding.UTF8.GetBytes(text.Text)), ownership, Validate: [], Backup: true), cancel);
    }

    private async Task LoadAsync(List<RuleText> texts, bool onlyTest, CancellationToken cancel)
    {
        foreach (var text in texts)
            await _commands.LoadAsync(text.Family, text.Text, onlyTest, cancel).ConfigureAwait(false);
    }

    private async Task LoadOrPutBackAsync(IFirewall firewall, List<RuleText> texts, bool mends, IReadOnlyList<Replaced> replaced)
    {
        try
        {
            if (mends && firewall.Gap is { IsOpen: true })
                await _loading.BeginAnewAsync().ConfigureAwait(false);
            else
                await LoadAsync(texts, onlyTest: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            _files.PutBack(new PutBack([.. replaced]));
            if (await _commands.IsLoadedAsync(CancellationToken.None).ConfigureAwait(false))
                await _loading.LoadRulesAsync(texts.Count > 1).ConfigureAwait(false);
            throw new StepException($"{e.Message}; the rules are as they were", e.Output);
        }
    }

    private sealed record RuleText(string Path, FirewallFamily Family, string Text);
}
