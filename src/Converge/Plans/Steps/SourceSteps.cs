using Converge.Language.Values;

namespace Converge.Plans;

/// <summary>Something that comes from elsewhere: an address, or a path on the machine.</summary>
/// <param name="Sha256">What it must be; null for a file of the machine that may be anything.</param>
/// <param name="IsSecret">Whether the address may not be shown, as one with a password.</param>
public sealed record RemoteFile(string Address, string? Sha256, bool IsSecret)
{
    public override string ToString() => IsSecret ? SecretText.Mask : Address;
}

/// <summary>Fetches a file. It takes its place only if it is the one that was meant.</summary>
public sealed record FetchFile(RemoteFile Source, string Path, Ownership Ownership) : Step
{
    public override string ToString() => $"fetch {Path} from {Source}";
}

/// <summary>Fetches an archive, unpacks it beside a directory, and puts that in its place.</summary>
/// <param name="Strip">How many directories are left out at the start of each path.</param>
public sealed record UnpackArchive(RemoteFile Source, string Path, int Strip, string Owner, string Group) : Step
{
    public override string ToString() => $"unpack {Source} to {Path}/";
}

/// <summary>Brings a working tree of git to a revision, making it first if there is none.</summary>
/// <param name="Verifies">Whether the revision must be signed by somebody whom the user trusts.</param>
public sealed record CheckOut(string Path, string Url, bool IsSecretUrl, string Revision, string User, bool Verifies) : Step
{
    public override string ToString() => $"check out {Revision} of {(IsSecretUrl ? SecretText.Mask : Url)} in {Path}/";
}
