using System.Security.Cryptography;
using System.Text;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Linux.State;

/// <summary>A file for each refresh that is owed.</summary>
public sealed class RefreshJournal(StateFolder state) : IRefreshJournal
{
    internal const string Folder = "owed";

    /// <inheritdoc/>
    public IReadOnlyList<OwedRefresh> Read() => [.. state.List(Folder).Select(name => Parse(state.In(Folder, name)))];

    /// <inheritdoc/>
    public void Owe(OwedRefresh refresh)
    {
        ArgumentNullException.ThrowIfNull(refresh);
        state.Write(PathOf(refresh.Target), JsonText.Write(Value.From(new ScriptObject
        {
            ["verb"] = Value.From(refresh.Verb),
            ["target"] = Value.From(refresh.Target.ToString()),
            ["because"] = Value.From(ScriptArray.OfTexts(refresh.Because.Select(static id => id.ToString()))),
        })) + "\n");
    }

    /// <inheritdoc/>
    public void Settle(ResourceId target) => state.Remove(PathOf(target));

    private string PathOf(ResourceId target) =>
        state.In(Folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.ToString())).AsSpan(0, 16))}.json");

    /// <exception cref="StepException">It says nothing: what it said must not be forgotten in silence.</exception>
    private static OwedRefresh Parse(string path)
    {
        try
        {
            if (JsonText.Read(File.ReadAllText(path)).As<ScriptObject>() is { } owed && Id(owed["target"]) is { } target)
                return new(owed["verb"].AsString(), target, [.. owed["because"].AsArray().Select(Id).OfType<ResourceId>()]);
        }
        catch (Exception e) when (e is JsonTextException or InvalidCastException or KeyNotFoundException or InvalidOperationException)
        {
        }
        throw new StepException($"'{path}' should say which refresh is owed, and does not; refresh what may need it by hand, then remove the file");
    }

    private static ResourceId? Id(Value text) => text.Kind == ValueKind.String && ResourceId.TryParse(text.AsString(), out var id) ? id : null;
}
