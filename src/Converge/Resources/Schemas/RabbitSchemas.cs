using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>What is in a RabbitMQ broker.</summary>
internal static class RabbitSchemas
{
    private static readonly FieldsType Permissions = new(("configure", Names), ("write", Names), ("read", Names));

    public static ResourceSchema Vhost { get; } = new(
        "rabbitmq_vhost",
        "A virtual host.",
        DatabaseText.Word,
        [new("absent", BoolType.Instance, "True: there is no such virtual host, nor anything in it. Default: false.")]);

    public static ResourceSchema User { get; } = new(
        "rabbitmq_user",
        "A user.",
        DatabaseText.Word,
        [
            new("password", PlainText.SecretLine, "The password. Left out: as it is; none where the user is made, so that only a certificate lets it in."),
            new("tags", new ListType(DatabaseText.Word, "tags") { IsSet = true }, "What it may do with the management plugin: administrator, monitoring, policymaker, management."),
            new("permissions", new MapType(DatabaseText.Word, Permissions, "virtual hosts to permissions"), "By virtual host: what it may configure, write and read, each a regular expression for names; \"^$\" is nothing. Those of other virtual hosts are taken away."),
            new("absent", BoolType.Instance, "True: there is no such user. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent(),
    };

    private static PropertyType Names => RegexText.Type;
}
