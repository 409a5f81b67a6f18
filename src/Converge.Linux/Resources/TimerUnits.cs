using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;

namespace Converge.Linux.Resources;

/// <summary>The two units of a timer: when, and what.</summary>
internal sealed record TimerUnits(string Timer, string Service)
{
    // Without it the first of several that are due is waited for, for up to a minute.
    private const string Accuracy = "AccuracySec=1s\n";

    private static readonly TimeSpan LongestFirstWait = TimeSpan.FromMinutes(1);

    public static TimerUnits Of(CatalogResource desired) => new(TimerOf(desired), ServiceOf(desired));

    private static string TimerOf(CatalogResource desired)
    {
        var text = new StringBuilder($"[Unit]\nDescription=Starts {desired.Id.Title}.service\n\n[Timer]\n");
        if (desired["on_calendar"].As<ScriptList>() is { } times)
        {
            foreach (var time in times)
                text.Append($"OnCalendar={time}\n");
        }
        else if (Duration.TryParse(desired["every"].ToString(), out var every))
            text.Append($"OnActiveSec={Duration.Print(every < LongestFirstWait ? every : LongestFirstWait)}\nOnUnitActiveSec={Duration.Print(every)}\n");
        text.Append(Accuracy);
        if (desired["persistent"] == Value.True)
            text.Append("Persistent=true\n");
        return text.Append("\n[Install]\nWantedBy=timers.target\n").ToString();
    }

    private static string ServiceOf(CatalogResource desired)
    {
        var user = desired["user"] is { Kind: ValueKind.String } name ? $"User={name}\n" : "";
        return $"[Unit]\nDescription=What {desired.Id.Title}.timer starts\n\n[Service]\nType=oneshot\n{user}ExecStart={Command(desired["command"])}\n";
    }

    private static string Command(Value command) => string.Join(' ', FileTraits.Words(command).Select(Word));

    /// <summary>One word as systemd reads it: it knows quotes, escapes, and signs for variables and for names of its own.</summary>
    private static string Word(string word)
    {
        var text = new StringBuilder();
        foreach (var c in word)
        {
            text.Append(c switch
            {
                '\\' => @"\\",
                '"' => "\\\"",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                '%' => "%%",
                '$' => "$$",
                < ' ' => $"\\x{(int)c:x2}",
                _ => $"{c}",
            });
        }
        var isBare = word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || "_./:=,+@-".Contains(c, StringComparison.Ordinal));
        return isBare ? word : $"\"{text}\"";
    }
}
