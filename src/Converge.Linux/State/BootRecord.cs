using System.Globalization;
using Converge.Language.Values;
using Converge.Resources.Machines;

namespace Converge.Linux.State;

/// <summary>Who asked for a boot of the machine since it was booted, and which one was ordered last.</summary>
public sealed class BootRecord(StateFolder state)
{
    private string PathOf => state.In("boot.json");

    /// <summary>Those that asked since a boot.</summary>
    public IReadOnlyList<string> Asked(string boot) => Read() is { } record && record["boot"].ToString() == boot ? [.. record["asked"].AsArray().Select(static reason => reason.AsString())] : [];

    public BootOrder? Last => Read()?["last"].As<ScriptObject>() is { } last
        ? new(last["boot"].AsString(), last["cause"].AsString(), DateTimeOffset.Parse(last["at"].AsString(), CultureInfo.InvariantCulture))
        : null;

    public void Ask(string boot, string reason) => Write(boot, Asked(boot).Append(reason).Distinct(StringComparer.Ordinal), Last);

    /// <summary>What was asked for comes with it.</summary>
    public void Order(BootOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Write(order.Boot, Asked(order.Boot), order);
    }

    private void Write(string boot, IEnumerable<string> asked, BootOrder? last) => state.Write(PathOf, JsonText.Write(Value.From(new ScriptObject
    {
        ["boot"] = Value.From(boot),
        ["asked"] = Value.From(ScriptArray.OfTexts(asked)),
        ["last"] = last is null ? Value.Null : Value.From(new ScriptObject
        {
            ["boot"] = Value.From(last.Boot),
            ["cause"] = Value.From(last.Cause),
            ["at"] = Value.From(last.At.ToString("O", CultureInfo.InvariantCulture)),
        }),
    })) + "\n");

    /// <summary>What cannot be read says nothing: at worst the machine is booted once more.</summary>
    private ScriptObject? Read()
    {
        try
        {
            return state.ReadText(PathOf) is { } text ? JsonText.Read(text).As<ScriptObject>() : null;
        }
        catch (JsonTextException)
        {
            return null;
        }
    }
}
