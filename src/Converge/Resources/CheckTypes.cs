using System.Collections.Immutable;
using Converge.Resources.Types;

namespace Converge.Resources;

/// <summary>All kinds of checks, which say what a healthy node is. Their schemas are as those of resources.</summary>
public static class CheckTypes
{
    private static readonly PropertySchema Within = new("within", DurationType.Instance, "How long it may take until it is true; a service that has just been restarted needs a moment. Default: 10s.");

    public static ImmutableArray<ResourceSchema> All { get; } =
    [
        new("tcp", "Something accepts connections.", new ParsedType("a port, or host:port", ReadEndpoint) { AllowsNumber = true }, [Within]),
        new("http", "A page answers.", new ParsedType("a URL such as https://127.0.0.1/healthz", ReadUrl),
        [
            new("expect", new IntegerType("a status", 100, 599), "The status of the answer. Default: 200."),
            new("contains", PlainText.Line, "A text that must be in the answer."),
            new("host", PlainText.Line, "The name to ask for, where it is not that of the address."),
            new("verify", BoolType.Instance, "Whether the certificate must be valid. Default: true, except for the machine itself."),
            Within,
        ]),
        new("service", "A unit is running.", UnitNames.Unit, [Within]),
        new("command", "A command ends well.", ArgvType.Instance,
        [
            new("expect", new IntegerType("an exit code", 0, 255), "Its exit code. Default: 0."),
            new("contains", PlainText.Line, "A text that must be in its output."),
            new("user", AccountNames.Owner, "As whom it runs. Default: root."),
            Within,
        ]) { TitleIsList = true, Complete = static check => check.WithCommand() },
    ];

    public static IEnumerable<string> Names => All.Select(static check => check.Name);

    public static ResourceSchema? Find(string name) => All.FirstOrDefault(check => check.Name == name);

    private static string? ReadUrl(Written written) =>
        Uri.TryCreate(written.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0
            ? written.Text
            : written.Fail($"{Written.Quote(written.Text)} is no URL of a page: it must begin with http:// or https://");

    private static string? ReadEndpoint(Written written)
    {
        var colon = written.Text.LastIndexOf(':');
        var port = written.Text[(colon + 1)..];
        if (colon != 0 && int.TryParse(port, out var number) && number is > 0 and <= ushort.MaxValue && port[0] is not ('0' or '+'))
            return written.Text;
        return written.Fail((colon + 1)..written.Text.Length, $"{Written.Quote(port)} is no port: it must be a number from 1 to 65535");
    }
}
