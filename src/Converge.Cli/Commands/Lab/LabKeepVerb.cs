using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Cli.Commands.Lab;

/// <summary>The process that a lab lives in; started by <c>lab up</c>, and no verb that people use.</summary>
internal sealed class LabKeepVerb : Verb
{
    public const string Words = "lab keep";

    private static readonly Parameter Folder = new("FOLDER", "where the lab keeps what it makes");
    private static readonly Parameter Network = new("NETWORK", "the first three numbers of its addresses");
    private static readonly Parameter Lifeline = new("--lifeline", "end with the standard input");
    private static readonly Parameter Offline = new("--offline", "take packages only from those that were fetched before");

    public override string Name => Words;

    public override string Summary => "keep a lab until its end";

    public override Parameter[] Parameters => [Folder, Network, Lifeline, Offline];

    public override string Example => "";

    /// <summary>The command line that starts it.</summary>
    public static string[] CommandOf(LabPlace place, LabNetwork network, bool isOffline) =>
        [ProgramOf(place), .. Words.Split(' '), place.Folder, network.Start, .. isOffline ? [Offline.Name] : Array.Empty<string>()];

    /// <summary>A copy: this program may be built anew or upgraded while the lab is up, and loads some of its files late.</summary>
    private static string ProgramOf(LabPlace place)
    {
        var folder = AppContext.BaseDirectory;
        var program = Path.Combine(place.Program, "converge");
        Directory.CreateDirectory(place.Program);
        if (File.Exists(Path.Combine(folder, "converge.dll")))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
                File.Copy(file, Path.Combine(place.Program, Path.GetFileName(file)));
        }
        else
        {
            // What this process was started from may have been removed by an upgrade.
            File.Copy("/proc/self/exe", program);
        }
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    public override int Run(Invocation invocation)
    {
        var keeping = Keeper.KeepAsync(new(invocation[Folder]), new(LabCache.Usual), new(invocation[Network]), invocation.Has(Lifeline), invocation.Has(Offline));
        keeping.GetAwaiter().GetResult();
        return 0;
    }
}
