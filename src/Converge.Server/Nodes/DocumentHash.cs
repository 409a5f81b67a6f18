using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Converge.Language.Values;
using Converge.Nodes;

namespace Converge.Server.Nodes;

/// <summary>Hashes of documents: one to tell whether anything is new, one to tell whether others have to care.</summary>
public static class DocumentHash
{
    /// <summary>What changes by itself all the time, and what only the server wants to know.</summary>
    private static readonly string[] Moments = ["seen", "commit"];

    private const string Facts = "facts";
    private const string Available = "available";

    // Documents never change, and are asked about by each query that finds them.
    private static readonly ConditionalWeakTable<NodeDocument, object> Known = [];

    /// <summary>Of everything that a node said.</summary>
    public static string Of(ScriptObject said) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonText.Write(Value.From(said), new(Sorted: true)))).AsSpan(0, 16));

    /// <summary>Of what answers are made of. How much memory or disk is free just now does not count.</summary>
    public static ulong Steady(NodeDocument document) => (ulong)Known.GetValue(document, static asked => FindSteady(asked));

    private static object FindSteady(NodeDocument document)
    {
        var steady = new ScriptObject(document.Fields.Count);
        foreach (var (key, value) in document.Fields)
        {
            if (Array.IndexOf(Moments, key) < 0)
                steady.Set(key, key == Facts ? WithoutAvailable(value) : value);
        }
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(JsonText.Write(Value.From(steady), new(Sorted: true))));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private static Value WithoutAvailable(Value value)
    {
        if (value.As<ScriptObject>() is not { } members)
            return value;
        var steady = new ScriptObject(members.Count);
        foreach (var (key, member) in members)
        {
            if (key != Available)
                steady.Set(key, WithoutAvailable(member));
        }
        return Value.From(steady);
    }
}
