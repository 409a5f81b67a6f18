using Converge.Catalogs;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Systemd;
using Converge.Resources.Types;

namespace Converge.Linux.Checks;

/// <summary><c>service</c>: a unit is running.</summary>
internal sealed class ServiceCheck(LinuxMachine machine) : ICheck
{
    public string Name => "service";

    public Task<string?> AskAsync(CatalogCheck check, CancellationToken cancel) => Task.Run(() => Ask(UnitNames.InFull(check.Id.Title)), cancel);

    /// <summary>Asked anew each time: what the machine remembers of its units is from before.</summary>
    private string? Ask(string unit)
    {
        try
        {
            using var control = machine.ConnectToSystemd();
            var path = control.Load(unit);
            return (control.LoadState(path), control.ActiveState(path)) switch
            {
                ("not-found", _) => $"there is no unit '{unit}'",
                ("masked", _) => $"'{unit}' is masked",
                (_, "active" or "reloading") => null,
                (_, "activating") when control.SubState(path) == "auto-restart" => $"'{unit}' fails and is started again and again",
                (_, "activating") => $"'{unit}' is still starting",
                (_, "failed") => $"'{unit}' has failed",
                (_, var state) => $"'{unit}' is {state}",
            };
        }
        catch (BusException e)
        {
            return $"'{unit}' cannot be asked about: {e.Message}";
        }
    }
}
