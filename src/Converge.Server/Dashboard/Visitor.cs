using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Identity;

namespace Converge.Server.Dashboard;

/// <summary>Who looks at a page.</summary>
internal sealed record Visitor(string Name, OperatorRole? Role, string? Session)
{
    public static Visitor Of(Caller caller) => caller switch
    {
        Caller.Operator person => new(person.OperatorName, person.Role, person.Session),
        Caller.Root => new(caller.Name, OperatorRole.Admin, null),
        _ => new("", null, null),
    };

    public bool IsKnown => Role is not null;

    public bool MayOperate => Role >= OperatorRole.Operator;

    /// <summary>What a form needs in it that changes something.</summary>
    public Markup Proof => Session is null ? Markup.None : Markup.Of($"""<input type="hidden" name="{Sessions.FormField}" value="{Sessions.CsrfToken(Session)}">""");
}
