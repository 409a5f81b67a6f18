using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Converge.Protocol;
using Converge.Server.Identity;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Hosting;

/// <summary>One request: who asks, what was sent, and how it is answered.</summary>
public sealed class Call(HttpContext context, Caller caller)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    // Nothing of it becomes part of a page, so quotes may stay what they are.
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public HttpContext Http { get; } = context;

    public Caller Caller { get; } = caller;

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>A part of the path.</summary>
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>Null if it was not given, or is empty.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;

    /// <summary>How many items a page of a list has.</summary>
    public int Limit() => Number("limit", UsualPage, LargestPage, smallest: 1);

    /// <exception cref="RefusalException">It is no number, or out of range.</exception>
    public int Number(string name, int usual, int largest, int smallest = 0)
    {
        if (Query(name) is not { } text)
            return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest
            ? number
            : throw RefusalException.BadRequest($"'{name}' must be a whole number from {smallest} to {largest}, not '{text}'");
    }

    /// <exception cref="RefusalException">What was sent is something else.</exception>
    public async ValueTask<T> ReadAsync<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(Http.Request.Body, type, Cancel).ConfigureAwait(false)
                ?? throw RefusalException.BadRequest("expected a JSON object, found null");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw RefusalException.BadRequest($"the body is not what was expected: {e.Message}", $"expected a JSON object, as the OpenAPI document describes '{typeof(T).Name}'");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // As of chunks whose length is no number.
            throw RefusalException.BadRequest("the body is broken off, or its chunks are none");
        }
    }

    /// <summary>The same; what is given if there is no body.</summary>
    /// <exception cref="RefusalException">What was sent is something else.</exception>
    public async ValueTask<T> ReadOrAsync<T>(T otherwise, JsonTypeInfo<T> type)
    {
        var body = await ReadBytesAsync((int)Endpoint.UsualBody).ConfigureAwait(false);
        if (body.Length == 0)
            return otherwise;
        Http.Request.Body = new MemoryStream(body);
        return await ReadAsync(type).ConfigureAwait(false);
    }

    /// <summary>The body as it was sent.</summary>
    /// <exception cref="RefusalException">It is longer than that.</exception>
    public async ValueTask<byte[]> ReadBytesAsync(int longest)
    {
        try
        {
            return await ReadAsync(Http.Request.Body, longest, Cancel).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw RefusalException.BadRequest("the body is broken off, or its chunks are none");
        }
    }

    /// <summary>Unpacks, but never more than a limit: a few bytes can stand for very many.</summary>
    /// <exception cref="RefusalException">It is longer than that, or not compressed with gzip.</exception>
    public static async ValueTask<byte[]> UnpackAsync(byte[] packed, int longest, CancellationToken cancel)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            return await ReadAsync(gzip, longest, cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw RefusalException.BadRequest("the body is not compressed with gzip");
        }
    }

    public async Task AnswerAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json";
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Readable))
            JsonSerializer.Serialize(writer, value, type);
        Http.Response.ContentLength = json.WrittenCount;
        await Http.Response.BodyWriter.WriteAsync(json.WrittenMemory, Cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// The same for what may be long and is news for many at once: it is written as it is read, so that not all of it is in memory for
    /// each of them.
    /// </summary>
    public Task AnswerInPartsAsync<T>(T value, JsonTypeInfo<T> type)
    {
        Http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(Http.Response.BodyWriter, value, type, Cancel);
    }

    public Task AnswerNothing(int status = StatusCodes.Status204NoContent)
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public Task RefuseAsync(int status, string error, string? hint) => AnswerAsync(new Refusal(error, hint), ProtocolJson.Default.Refusal, status);

    private static async ValueTask<byte[]> ReadAsync(Stream stream, int longest, CancellationToken cancel)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(buffer.GetMemory(16 * 1024), cancel).ConfigureAwait(false) is > 0 and var count)
        {
            buffer.Advance(count);
            if (buffer.WrittenCount > longest)
                throw new RefusalException(StatusCodes.Status413PayloadTooLarge, $"the body is longer than {longest / 1024} KB");
        }
        return buffer.WrittenSpan.ToArray();
    }
}
