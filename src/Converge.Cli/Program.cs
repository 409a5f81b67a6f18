using Converge.Cli;

return CommandLine.Run(args);
