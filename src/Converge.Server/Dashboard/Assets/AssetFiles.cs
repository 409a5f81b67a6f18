using System.Security.Cryptography;
using Converge.Server.Hosting;
using Converge.Server.Identity;

namespace Converge.Server.Dashboard.Assets;

/// <summary>What pages are made of beside their text. The names have the hash of the content in them, so a browser keeps them for ever.</summary>
internal static class AssetFiles
{
    private const string Folder = "/assets";
    private const string Forever = "public, max-age=31536000, immutable";

    public static AssetFile Style { get; } = AssetFile.Read("style.css", "text/css; charset=utf-8");

    public static AssetFile Script { get; } = AssetFile.Read("script.js", "text/javascript; charset=utf-8");

    public static AssetFile Icon { get; } = AssetFile.Read("icon.svg", "image/svg+xml");

    public static IEnumerable<Endpoint> Endpoints => [new("GET", $"{Folder}/{{file}}", Access.Anyone, ShowAsync) { IsPage = true }];

    private static async Task ShowAsync(Call call)
    {
        var name = call.Route("file");
        if (Array.Find([Style, Script, Icon], file => file.Name == name) is not { } file)
            throw RefusalException.NotFound($"there is no '{name}'", "the server was updated: load the page anew");
        var response = call.Http.Response;
        response.Headers.CacheControl = Forever;
        response.ContentType = file.Type;
        response.ContentLength = file.Content.Length;
        await response.BodyWriter.WriteAsync(file.Content, call.Cancel).ConfigureAwait(false);
    }

    internal sealed record AssetFile(string Name, string Type, byte[] Content)
    {
        public string Link => $"{Folder}/{Name}";

        public static AssetFile Read(string name, string type)
        {
            using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream($"dashboard/{name}")!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
            return new($"{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}", type, content);
        }
    }
}
