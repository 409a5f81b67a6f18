using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Converge.Lab.Apt;

/// <summary>Writes one answer: a whole file, a part of it, or that the client has it already.</summary>
internal sealed class Reply(HttpContext context, Traffic traffic)
{
    private const int ChunkSize = 64 * 1024;
    private const int LongestReason = 300;

    public async Task SendAsync(IContent content, string source)
    {
        var response = context.Response;
        response.Headers["X-Cache"] = source;
        response.Headers.LastModified = content.Description.LastModified;
        response.Headers.ETag = content.Description.ETag;
        if (IsKnown(content.Description))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = content.Description.ContentType;
        var (from, count) = (0L, content.Length);
        if (content.Length is { } length)
        {
            response.Headers.AcceptRanges = "bytes";
            if (RangeOf(content.Description) is { } range)
            {
                if (Resolve(range, length) is not { } part)
                {
                    response.Headers.ContentRange = new ContentRangeHeaderValue(length).ToString();
                    response.Headers.ContentLength = 0;
                    response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                    return;
                }
                (from, count) = part;
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = new ContentRangeHeaderValue(from, from + part.Count - 1, length).ToString();
            }
        }
        response.ContentLength = count;
        if (!HttpMethods.IsHead(context.Request.Method))
            await CopyAsync(content, from, count ?? long.MaxValue);
    }

    public static async Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        var reason = string.Concat(refusal.Reason.Select(static letter => letter is >= ' ' and <= '~' ? letter : '?').Take(LongestReason));
        response.StatusCode = refusal.Status;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = reason.Length + 1;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.WriteAsync(reason + "\n", context.RequestAborted);
    }

    private async Task CopyAsync(IContent content, long offset, long left)
    {
        var writer = context.Response.BodyWriter;
        while (left > 0)
        {
            var memory = writer.GetMemory(ChunkSize);
            var read = await content.ReadAsync(memory.Length > left ? memory[..(int)left] : memory, offset, context.RequestAborted);
            if (read == 0)
                return;
            writer.Advance(read);
            await writer.FlushAsync(context.RequestAborted);
            traffic.AddServed(read);
            offset += read;
            left -= read;
        }
    }

    private bool IsKnown(FileDescription description)
    {
        var asked = context.Request.GetTypedHeaders();
        if (asked.IfNoneMatch is { Count: > 0 } tags)
            return EntityTagHeaderValue.TryParse(description.ETag, out var own) && tags.Any(tag => tag.Compare(own, useStrongComparison: false) || tag.Equals(EntityTagHeaderValue.Any));
        return asked.IfModifiedSince is { } since && Date(description) is { } modified && modified <= since;
    }

    /// <summary>The one range that is asked for, unless it is of another version of the file.</summary>
    private RangeItemHeaderValue? RangeOf(FileDescription description)
    {
        var asked = context.Request.GetTypedHeaders();
        if (!HttpMethods.IsGet(context.Request.Method) || asked.Range is not { Ranges: { Count: 1 } ranges } || asked.Range.Unit != "bytes")
            return null;
        var isSame = asked.IfRange switch
        {
            null => true,
            { EntityTag: { } tag } => EntityTagHeaderValue.TryParse(description.ETag, out var own) && tag.Compare(own, useStrongComparison: true),
            { LastModified: { } date } => Date(description) == date,
            _ => false,
        };
        return isSame ? ranges.First() : null;
    }

    private static (long From, long Count)? Resolve(RangeItemHeaderValue range, long length)
    {
        var from = range.From ?? Math.Max(0, length - range.To!.Value);
        var to = range.From is null ? length - 1 : Math.Min(range.To ?? long.MaxValue, length - 1);
        return from < length && from <= to ? (from, to - from + 1) : null;
    }

    private static DateTimeOffset? Date(FileDescription description) =>
        DateTimeOffset.TryParse(description.LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
