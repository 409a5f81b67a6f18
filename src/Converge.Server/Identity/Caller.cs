using Converge.Protocol;

namespace Converge.Server.Identity;

/// <summary>Who makes a call.</summary>
public abstract record Caller
{
    private protected Caller()
    {
    }

    /// <summary>As the audit log has it.</summary>
    public abstract string Name { get; }

    /// <summary>Somebody who showed nothing.</summary>
    public sealed record Nobody : Caller
    {
        public override string Name => "nobody";
    }

    /// <summary>A node, known by a certificate that is valid and not revoked.</summary>
    public sealed record Node(string NodeName, string Serial) : Caller
    {
        public override string Name => NodeName;
    }

    /// <summary>Known by a token, or by a session that began with one.</summary>
    /// <param name="Session">Null for a token.</param>
    public sealed record Operator(string OperatorName, OperatorRole Role, string? Session = null) : Caller
    {
        public override string Name => OperatorName;
    }

    /// <summary>Came through the socket that only root of the server's machine may open.</summary>
    public sealed record Root : Caller
    {
        public override string Name => "root on the server";
    }
}

/// <summary>Who may make a call.</summary>
public enum Access
{
    Anyone,

    /// <summary>Any node.</summary>
    AnyNode,

    /// <summary>The node that the path names.</summary>
    ThatNode,

    /// <summary>Any node, and whoever may look.</summary>
    NodeOrViewer,
    Viewer,
    Operator,
    Admin,
}
