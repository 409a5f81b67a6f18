using System.Text;

namespace Converge.Recipes.Trees;

/// <summary>A folder of a commit: reads git's <c>mode name NUL hash</c>, one behind the other.</summary>
internal static class TreeObject
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal readonly record struct Child(string Mode, string Name, string Hash)
    {
        public bool IsFolder => Mode == ObjectHash.FolderMode;

        public bool IsLink => Mode == ObjectHash.LinkMode;

        public bool IsRepository => Mode == ObjectHash.RepositoryMode;
    }

    /// <summary>The entries. Null if it is not what git would write, which is told in a few words.</summary>
    public static List<Child>? Parse(ReadOnlySpan<byte> content, ObjectFormat format, out string? problem)
    {
        var hashLength = format == ObjectFormat.Sha1 ? 20 : 32;
        var children = new List<Child>();
        problem = null;
        while (!content.IsEmpty)
        {
            var space = content.IndexOf((byte)' ');
            var end = content.IndexOf((byte)0);
            if (space is < 5 or > 6 || end <= space + 1 || content.Length < end + 1 + hashLength)
            {
                problem = "a folder in it ends in the middle";
                return null;
            }
            var name = Name(content[(space + 1)..end], out problem);
            if (name is null)
                return null;
            children.Add(new(Encoding.ASCII.GetString(content[..space]), name, Convert.ToHexStringLower(content.Slice(end + 1, hashLength))));
            content = content[(end + 1 + hashLength)..];
        }
        return children;
    }

    /// <summary>Git itself does not check, when it fetches, that a name is one: <c>../../etc</c> would do.</summary>
    private static string? Name(ReadOnlySpan<byte> bytes, out string? problem)
    {
        problem = null;
        try
        {
            var name = StrictUtf8.GetString(bytes);
            if (!name.Contains('/', StringComparison.Ordinal) && name is not ("." or ".."))
                return name;
            problem = $"there is a file named '{name}'";
        }
        catch (DecoderFallbackException)
        {
            problem = $"the name of the file '{Encoding.UTF8.GetString(bytes)}' is not valid UTF-8";
        }
        return null;
    }
}
