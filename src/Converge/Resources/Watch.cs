using Converge.Catalogs;

namespace Converge.Resources;

/// <summary>The power to say where a change of the machine would show, so that nobody has to look again and again.</summary>
public interface IWatchable
{
    /// <summary>Pure. What cannot be watched is left out: it is found by the next run.</summary>
    IEnumerable<Watch> Watches(CatalogResource desired);
}

/// <summary>A place on the machine that may be stirred.</summary>
public abstract record Watch;

/// <summary>One path: whether there is anything, its content and its traits.</summary>
public sealed record FileWatch(string Path) : Watch;

/// <summary>All that is below a directory.</summary>
public sealed record TreeWatch(string Path) : Watch;

/// <summary>A file of the kernel that tells whoever waits for it: <c>/proc/self/mountinfo</c>.</summary>
public sealed record KernelWatch(string Path) : Watch;

/// <param name="Name">In full: <c>nginx.service</c>.</param>
public sealed record UnitWatch(string Name) : Watch;

/// <summary>The database of packages.</summary>
public sealed record PackagesWatch : Watch;

/// <summary>Users and groups.</summary>
public sealed record AccountsWatch : Watch;

/// <summary>Rules, in files and in the kernel.</summary>
public sealed record FirewallWatch : Watch;
