namespace Converge.Recipes.Trees;

/// <summary>The side of git that gives a repository to others, for reading: what its protocol over HTTP needs.</summary>
public static class GitServing
{
    /// <summary>Answers one request of <c>git fetch</c>.</summary>
    /// <param name="advertises">Whether it asks what there is; else it asks for objects.</param>
    /// <param name="protocol">What the client sent as <c>Git-Protocol</c>.</param>
    /// <returns>Null if git ended well.</returns>
    public static async Task<GitProblem?> UploadPackAsync(string folder, bool advertises, string? protocol, Stream request, Stream answer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        string[] arguments = ["-c", "uploadpack.allowAnySHA1InWant=true", "upload-pack", "--strict", "--stateless-rpc", .. advertises ? ["--http-backend-info-refs"] : Array.Empty<string>(), "."];
        var variables = IsProtocol(protocol) ? new Dictionary<string, string> { ["GIT_PROTOCOL"] = protocol! } : null;
        if (!GitProcess.TryStart(folder, arguments, out var git, out var problem, variables))
            return problem;
        using (git)
        {
            // A client that is gone must not leave a git behind.
            await using var end = cancel.Register(static process => ((GitProcess)process!).Kill(), git).ConfigureAwait(false);
            var sending = SendAsync(request, git.Input, cancel);
            await git.Output.CopyToAsync(answer, cancel).ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            return git.WaitForExit() == 0 ? null : new($"git upload-pack failed: {git.WaitForError().Trim()}");
        }
    }

    private static bool IsProtocol(string? text) => text is { Length: > 0 and < 100 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '=' or ':' or '.' or '-');

    private static async Task SendAsync(Stream request, Stream input, CancellationToken cancel)
    {
        try
        {
            await request.CopyToAsync(input, cancel).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It has read enough, or died, and its exit code tells which.
        }
    }
}
