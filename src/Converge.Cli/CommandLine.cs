using Converge.Agent;
using Converge.Agent.Servers;
using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Cli.Parsing;
using Converge.Lab;

namespace Converge.Cli;

/// <summary>From the words of a command line to an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] words)
    {
        try
        {
            return PlainParser.TryParse(words) is { } invocation ? invocation.Run() : FullParser.Run(words);
        }
        catch (UserException e)
        {
            return Complaint.Write(e.Message, e.Hint);
        }
        catch (LabException e)
        {
            return Complaint.Write(e.Message, e.Hint);
        }
        catch (AgentException e)
        {
            return Complaint.Write(e.Message, e.Hint);
        }
        catch (ServerException e)
        {
            return Complaint.Write(e.Message, e.Hint);
        }
        catch (ComplaintException e)
        {
            return e.Write();
        }
        catch (Exception e)
        {
            var verbose = Array.IndexOf(words, Verb.Verbose.Name) >= 0;
            return Complaint.Write($"this should not happen: {(verbose ? e.ToString() : e.Message)}", verbose ? null : $"'{Verb.Verbose.Name}' tells where");
        }
    }
}
