using System.Security.Cryptography;
using System.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Hashes and encodings of the UTF-8 bytes of a text.</content>
internal static partial class StringFunctions
{
    private delegate byte[] Hash(ReadOnlySpan<byte> bytes);

    private delegate byte[] KeyedHash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes);

    /// <summary>The text's bytes in Base64.</summary>
    /// <example><![CDATA[{{ "hello" | string.base64_encode }} -> aGVsbG8=]]></example>
    private static Value Base64Encode(in Call call) => call[0].IsNull ? Value.Null : Value.From(Convert.ToBase64String(Bytes(call, 0)));

    /// <summary>The text whose bytes are given in Base64; an error if they are no UTF-8.</summary>
    /// <example><![CDATA[{{ "aGVsbG8=" | string.base64_decode }} -> hello]]></example>
    private static Value Base64Decode(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        var bytes = new byte[(text.Length + 3L) / 4 * 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            throw call.Error(0, $"'text' of 'string.base64_decode' must be Base64, not {call.Quote(0)}");
        try
        {
            return Value.From(StrictUtf8().GetString(bytes, 0, length));
        }
        catch (DecoderFallbackException)
        {
            throw call.Error(0, $"the bytes in {call.Quote(0)} are no UTF-8 text");
        }
    }

    /// <summary>The MD5 hash in lower-case hexadecimal digits. For checks of what others publish, never for security.</summary>
    /// <example><![CDATA[{{ "test" | string.md5 }} -> 098f6bcd4621d373cade4e832627b4f6]]></example>
    private static Value Md5(in Call call) => HashOf(call, MD5.HashData);

    /// <summary>The SHA-1 hash in lower-case hexadecimal digits. For checks of what others publish, never for security.</summary>
    /// <example><![CDATA[{{ "test" | string.sha1 }} -> a94a8fe5ccb19ba61c4c0873d391e987982fbbd3]]></example>
    private static Value Sha1(in Call call) => HashOf(call, SHA1.HashData);

    /// <summary>The SHA-256 hash in lower-case hexadecimal digits.</summary>
    /// <example><![CDATA[{{ "test" | string.sha256 }} -> 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08]]></example>
    private static Value Sha256(in Call call) => HashOf(call, SHA256.HashData);

    /// <summary>The SHA-512 hash in lower-case hexadecimal digits.</summary>
    /// <example><![CDATA[{{ "test" | string.sha512 | string.slice 0 32 }} -> ee26b0dd4af7e749aa1a8ee3c10ae992]]></example>
    private static Value Sha512(in Call call) => HashOf(call, SHA512.HashData);

    /// <summary>The HMAC-SHA-1 under a key, in lower-case hexadecimal digits.</summary>
    /// <example><![CDATA[{{ "test" | string.hmac_sha1 "secret" }} -> 1aa349585ed7ecbd3b9c486a30067e395ca4b356]]></example>
    private static Value HmacSha1(in Call call) => HashOf(call, HMACSHA1.HashData);

    /// <summary>The HMAC-SHA-256 under a key, in lower-case hexadecimal digits.</summary>
    /// <example><![CDATA[{{ "test" | string.hmac_sha256 "secret" }} -> 0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914]]></example>
    private static Value HmacSha256(in Call call) => HashOf(call, HMACSHA256.HashData);

    /// <summary>The HMAC-SHA-512 under a key, in lower-case hexadecimal digits.</summary>
    /// <example><![CDATA[{{ "test" | string.hmac_sha512 "secret" | string.slice 0 32 }} -> f8a4f0a209167bc192a1bffaa01ecdb0]]></example>
    private static Value HmacSha512(in Call call) => HashOf(call, HMACSHA512.HashData);

    private static Value HashOf(in Call call, Hash hash) => Value.From(Convert.ToHexStringLower(hash(Bytes(call, 0))));

    private static Value HashOf(in Call call, KeyedHash hash) => Value.From(Convert.ToHexStringLower(hash(Bytes(call, 1), Bytes(call, 0))));

    private static byte[] Bytes(in Call call, int index)
    {
        var text = call.TextOrEmpty(index);
        call.Reserve(text.Length);
        try
        {
            return StrictUtf8().GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw call.Error(index, "a text with half of a surrogate pair has no bytes");
        }
    }

    private static UTF8Encoding StrictUtf8() => new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
