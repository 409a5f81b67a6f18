using System.Text.Json.Serialization;

namespace Converge.Protocol;

/// <summary>How all that is said looks as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(ScriptObjectConverter)])]
[JsonSerializable(typeof(Language.Values.ScriptObject))]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(Enrolled))]
[JsonSerializable(typeof(AuthorityCertificate))]
[JsonSerializable(typeof(CheckIn))]
[JsonSerializable(typeof(CheckedIn))]
[JsonSerializable(typeof(Assignment))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(NodeSummary))]
[JsonSerializable(typeof(Page<NodeSummary>))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(Page<RunSummary>))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(Page<EnvironmentSummary>))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(EnrolmentToken))]
[JsonSerializable(typeof(Page<EnrolmentToken>))]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorToken))]
[JsonSerializable(typeof(Page<OperatorToken>))]
[JsonSerializable(typeof(Page<NodeCertificate>))]
[JsonSerializable(typeof(NodeDetails))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(SecretValue))]
public sealed partial class ProtocolJson : JsonSerializerContext;
