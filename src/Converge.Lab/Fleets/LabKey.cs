using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Converge.Lab.Places;

namespace Converge.Lab.Fleets;

/// <summary>The key by which people get into the nodes of a lab with ssh: one for each lab, which ends with it.</summary>
public static class LabKey
{
    private const string Kind = "ecdsa-sha2-nistp256";
    private const string Curve = "nistp256";

    /// <summary>Makes it, if it is not there yet.</summary>
    /// <returns>The public half, as a line of <c>authorized_keys</c>.</returns>
    public static string Make(LabPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        using var key = File.Exists(place.Key) ? Read(place.Key) : Write(place.Key);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] blob = [.. Part(Encoding.ASCII.GetBytes(Kind)), .. Part(Encoding.ASCII.GetBytes(Curve)), .. Part([4, .. point.X!, .. point.Y!])];
        return $"{Kind} {Convert.ToBase64String(blob)} {place.Name}";
    }

    private static ECDsa Read(string path)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    private static ECDsa Write(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(Encoding.ASCII.GetBytes($"{key.ExportECPrivateKeyPem()}\n"));
        return key;
    }

    /// <summary>As ssh puts texts one after the other: the length, then the bytes.</summary>
    private static byte[] Part(byte[] bytes)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        return [.. length, .. bytes];
    }
}
