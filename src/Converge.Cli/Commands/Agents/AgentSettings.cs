using Converge.Agent.Configuration;
using Converge.Cli.Input;
using Converge.Cli.Output;

namespace Converge.Cli.Commands.Agents;

/// <summary>The configuration of the agent, as a command line, the environment and a file say it.</summary>
internal static class AgentSettings
{
    public static readonly Parameter Config = new("--config", $"the file with its settings; {AgentConfiguration.UsualFile} if not given", "FILE");

    /// <summary>Each setting is an option, too.</summary>
    public static readonly Parameter[] Options = Array.ConvertAll(AgentKey.All, static key => new Parameter(key.Option, key.Help, key.Value));

    /// <summary>Where the agent of this machine keeps what it remembers.</summary>
    public static Parameter State => Array.Find(Options, static option => option.Name == "--state")!;

    /// <summary>The file that the configuration is in, if it is there.</summary>
    public static string PathOf(Invocation invocation) => invocation.Has(Config) ? invocation[Config] : AgentConfiguration.UsualFile;

    /// <exception cref="ComplaintException">Something is wrong with it.</exception>
    public static AgentConfiguration Read(Invocation invocation)
    {
        var sources = new Sources();
        var path = PathOf(invocation);
        var file = invocation.Has(Config) || File.Exists(path) ? sources.Read(path) : null;
        var reader = new ConfigurationReader(name => Given(invocation, name), Environment.GetEnvironmentVariable, sources.Problems);
        var configuration = reader.Read(file);
        if (sources.Problems.HasErrors)
            throw new ComplaintException(sources.Problems.Sorted(), sources.Find);
        var misspelt = ConfigurationReader.Misspelt(Environment.GetEnvironmentVariables().Keys.Cast<string>()).ToList();
        if (misspelt.Count > 0)
            Complaint.Write(misspelt, static _ => null);
        return configuration;
    }

    /// <summary>What was given for an option. A path on a command line is one from where somebody is; in a file it must be a whole one.</summary>
    private static string? Given(Invocation invocation, string name)
    {
        if (Array.Find(Options, option => option.Name == name) is not { } option || !invocation.Has(option))
            return null;
        var isPath = Array.Exists(AgentKey.All, key => key.Option == name && key.Value == AgentKey.PathForm);
        return isPath && invocation[option].Length > 0 ? Path.GetFullPath(invocation[option]) : invocation[option];
    }
}
