using System.Reflection;

namespace Converge.Agent;

/// <summary>Of this program.</summary>
public static class AgentVersion
{
    public static string Text { get; } = Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3);
}
