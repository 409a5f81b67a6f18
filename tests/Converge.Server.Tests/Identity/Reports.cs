using System.IO.Compression;
using System.Text;

namespace Converge.Server.Tests.Identity;

/// <summary>Reports as nodes send them.</summary>
internal static class Reports
{
    public static string Of(string id, string node, string status = "changed") =>
        $$"""{"version":1,"number":1,"id":"{{id}}","node":"{{node}}","environment":"production","roles":[],"generation":0,"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:01Z","status":"{{status}}","resources":[]}""";

    public static ByteArrayContent Packed(string report) => new(Pack(Encoding.UTF8.GetBytes(report)));

    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return buffer.ToArray();
    }
}
