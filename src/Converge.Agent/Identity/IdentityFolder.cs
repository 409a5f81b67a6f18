using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Linux.State;

namespace Converge.Agent.Identity;

/// <summary>Who this node is to a server. The key was made here and never leaves.</summary>
public sealed class IdentityFolder(StateFolder state)
{
    private const string Folder = "identity";

    public string KeyFile => state.In(Folder, "node.key");

    public string CertificateFile => state.In(Folder, "node.crt");

    public string AuthorityFile => state.In(Folder, "authority.crt");

    /// <summary>Whether there is a certificate; it may be no good any more.</summary>
    public bool IsEnrolled => File.Exists(CertificateFile) && File.Exists(KeyFile);

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="AgentException">There is none, or it is damaged.</exception>
    public X509Certificate2 Read()
    {
        if (!IsEnrolled)
            throw new AgentException("this node is not enrolled", "'converge enrol' gets it a certificate");
        try
        {
            return X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new AgentException($"the identity in '{state.In(Folder)}' cannot be read: {e.Message}", "'converge enrol' makes a new one");
        }
    }

    public ECDsa ReadKey()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(KeyFile));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            key.Dispose();
            throw new AgentException($"the key of this node cannot be read: {e.Message}", "'converge enrol' makes a new one");
        }
    }

    /// <summary>The certificate comes last: only with it is the rest an identity.</summary>
    public void Write(ECDsa key, string certificate, string authority)
    {
        ArgumentNullException.ThrowIfNull(key);
        Directory.CreateDirectory(state.In(Folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (File.Exists(CertificateFile))
            state.Remove(CertificateFile);
        state.Write(KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        Write(certificate, authority);
    }

    /// <summary>A certificate of the same key in the place of the one that was.</summary>
    public void Write(string certificate, string authority)
    {
        state.Write(AuthorityFile, authority);
        state.Write(CertificateFile, certificate);
    }
}
