using System.Runtime.InteropServices;
using Converge.Agent;
using Converge.Agent.Configuration;
using Converge.Agent.Running;
using Converge.Linux.Machine;

namespace Converge.Cli.Commands.Agents;

internal sealed class AgentVerb : Verb
{
    public override string Name => "agent";

    public override string Summary => "keep this machine as its roles say, from now on";

    public override Parameter[] Parameters => [AgentSettings.Config, .. AgentSettings.Options];

    public override string Example =>
        """
        $ git init --quiet --initial-branch main fleet && mkdir -p fleet/recipes/web fleet/roles fleet/nodes fleet/environments
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - file: %s/index.html\n    content: hello\n' "$PWD" >fleet/recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >fleet/roles/web.yaml
        $ printf 'name: lab\nfollow: main\n' >fleet/environments/lab.yaml
        $ printf -- '- name: web1\n  environment: lab\n  roles: [web]\n' >fleet/nodes/web1.yaml
        $ git -C fleet add . && git -C fleet -c user.name=web -c user.email=web@example.com commit --quiet --message fleet
        $ converge agent --repository-url "$PWD/fleet" --node web1 --state state 2>log & agent=$!
        > for i in $(seq 300); do test -s index.html && break; sleep 0.1; done
        > cat index.html; echo
        > converge agent run --state state --format json | grep '"status": "un' | head -1
        > kill $agent
        hello
          "status": "unchanged",
        """;

    public override int Run(Invocation invocation)
    {
        var file = AgentSettings.PathOf(invocation);
        var text = ConfigurationFile.Read(file);
        var configuration = AgentSettings.Read(invocation);
        Secrecy.Keep();
        using var service = new AgentService(configuration, AgentLog.Usual(configuration.Log), ServiceNotifier.Of(Environment.GetEnvironmentVariable), TimeProvider.System)
        {
            IsOutdated = () => ConfigurationFile.Read(file) != text,
        };
        using var stop = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        PosixSignalRegistration[] signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                service.RunNow();
            }),
        ];
        try
        {
            service.RunAsync(stop.Token, abort.Token).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            foreach (var signal in signals)
                signal.Dispose();
        }

        // The first time the step that runs is finished, the second time it is broken off.
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            if (stop.IsCancellationRequested)
                abort.Cancel();
            stop.Cancel();
        }
    }
}
