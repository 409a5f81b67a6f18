namespace Converge.Recipes.Trees;

/// <summary>From where git fetches, and how it is known there.</summary>
/// <param name="Url">Any that git takes.</param>
public sealed record GitRemote(string Url)
{
    /// <summary>Files: of the authority that the certificate of the other side must be of.</summary>
    public string? Authority { get; init; }

    /// <summary>Of one's own certificate.</summary>
    public string? Certificate { get; init; }

    public string? Key { get; init; }

    /// <summary>By the environment: what is on a command line can be read by everybody on the machine.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Variables()
    {
        List<(string Key, string Value)> settings =
        [
            // Who sends nothing for so long sends nothing any more.
            ("http.lowSpeedLimit", "1"),
            ("http.lowSpeedTime", "60"),
            ("gc.auto", "0"),
            // Objects that are no objects are not taken.
            ("fetch.fsckObjects", "true"),
        ];
        if (Authority is not null)
            settings.AddRange([("http.sslCAInfo", Authority), ("http.sslVersion", "tlsv1.3"), ("http.proxy", "")]);
        if (Certificate is not null)
            settings.Add(("http.sslCert", Certificate));
        if (Key is not null)
            settings.Add(("http.sslKey", Key));
        yield return new("GIT_CONFIG_COUNT", settings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        for (var i = 0; i < settings.Count; i++)
        {
            yield return new($"GIT_CONFIG_KEY_{i}", settings[i].Key);
            yield return new($"GIT_CONFIG_VALUE_{i}", settings[i].Value);
        }
        yield return new("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
        yield return new("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20");
    }
}
