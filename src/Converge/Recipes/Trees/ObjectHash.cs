using System.Security.Cryptography;
using System.Text;

namespace Converge.Recipes.Trees;

/// <summary>The names that git gives to contents.</summary>
internal static class ObjectHash
{
    public const string ProgramMode = "100755";
    public const string FileMode = "100644";
    public const string LinkMode = "120000";
    public const string FolderMode = "40000";
    public const string RepositoryMode = "160000";

    /// <param name="type"><c>blob</c>, <c>tree</c> or <c>commit</c>.</param>
    public static byte[] Of(ObjectFormat format, string type, ReadOnlySpan<byte> content)
    {
        using var hash = Start(format, type, content.Length);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    public static byte[] OfBlob(ObjectFormat format, ReadOnlySpan<byte> content) => Of(format, GitObject.BlobType, content);

    /// <summary>Of a content of any size.</summary>
    /// <exception cref="IOException">It ends too early.</exception>
    public static byte[] OfBlob(ObjectFormat format, Stream content, long length)
    {
        using var hash = Start(format, GitObject.BlobType, length);
        var buffer = new byte[64 * 1024];
        while (length > 0)
        {
            var count = content.Read(buffer, 0, (int)Math.Min(buffer.Length, length));
            if (count == 0)
                throw new EndOfStreamException("it changed while it was read");
            hash.AppendData(buffer, 0, count);
            length -= count;
        }
        return hash.GetHashAndReset();
    }

    public static byte[] OfTree(ObjectFormat format, IReadOnlyCollection<Child> children)
    {
        var content = new MemoryStream();
        foreach (var child in children.OrderBy(static c => c, Comparer<Child>.Create(Compare)))
        {
            content.Write(Encoding.ASCII.GetBytes($"{child.Mode} "));
            content.Write(child.Name);
            content.WriteByte(0);
            content.Write(child.Hash);
        }
        return Of(format, GitObject.TreeType, content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>As git sorts them: by bytes, and a folder as if its name ended with a slash.</summary>
    private static int Compare(Child a, Child b)
    {
        var common = Math.Min(a.Name.Length, b.Name.Length);
        var order = a.Name.AsSpan(0, common).SequenceCompareTo(b.Name.AsSpan(0, common));
        return order != 0 ? order : Next(a, common).CompareTo(Next(b, common));
    }

    private static byte Next(Child child, int position) =>
        position < child.Name.Length ? child.Name[position] : child.Mode == FolderMode ? (byte)'/' : (byte)0;

    private static IncrementalHash Start(ObjectFormat format, string type, long length)
    {
        // SHA-1 is what git names objects with; nothing here trusts it against an attacker who can already write to the repository.
        var hash = IncrementalHash.CreateHash(format == ObjectFormat.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{type} {length}\0"));
        return hash;
    }

    /// <summary>One entry of a folder.</summary>
    internal readonly record struct Child(string Mode, byte[] Name, byte[] Hash);
}
