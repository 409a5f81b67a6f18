using System.Collections.Immutable;
using System.Globalization;
using Converge.Language.Values;
using Converge.Linux.State;
using Converge.Nodes;
using Converge.Protocol;

namespace Converge.Agent.Compiling;

/// <summary>What was found out about other nodes, kept so that a server that is away does not matter. Any thread may use it.</summary>
public sealed class PeerMemory(StateFolder state)
{
    private const string Name = "answers.json";

    private readonly Lock _lock = new();
    private ImmutableDictionary<string, PeerAnswer> _kept = ImmutableDictionary<string, PeerAnswer>.Empty;
    private ImmutableDictionary<string, Answer> _answers = ImmutableDictionary<string, Answer>.Empty;

    /// <summary>By the canonical text of the query.</summary>
    public ImmutableDictionary<string, Answer> Answers
    {
        get
        {
            lock (_lock)
                return _answers;
        }
    }

    /// <summary>The last answers that were as the recipe wants them, for searches that keep them.</summary>
    public ImmutableDictionary<string, PeerAnswer> Kept
    {
        get
        {
            lock (_lock)
                return _kept;
        }
    }

    /// <summary>What the server calls all that it told.</summary>
    public string? Version { get; private set; }

    /// <summary>What is damaged counts as never told.</summary>
    public static PeerMemory Read(StateFolder state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var memory = new PeerMemory(state);
        try
        {
            if (state.ReadText(state.In(Name)) is { } text && JsonText.Read(text).As<ScriptObject>() is { } document)
                memory.Read(document);
        }
        catch (Exception e) when (e is JsonTextException or KeyNotFoundException or InvalidOperationException or InvalidCastException or FormatException or ArgumentException)
        {
            return new(state);
        }
        return memory;
    }

    /// <summary>Answers that the server gave by itself, with what it calls its news.</summary>
    /// <returns>Whether any of them is another one than before.</returns>
    public bool Take(string version, IReadOnlyList<PeerResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        lock (_lock)
        {
            var changed = false;
            foreach (var result in results)
            {
                var answer = new Answer([.. result.Nodes.Select(Document)], result.Generation);
                changed |= !_answers.TryGetValue(result.Query, out var known) || !IsSame(known, answer);
                _answers = _answers.SetItem(result.Query, answer);
            }
            if (version != Version || changed)
            {
                Version = version;
                Write();
            }
            return changed;
        }
    }

    /// <summary>An answer that was asked for.</summary>
    public void Learn(string query, long generation, IEnumerable<ScriptObject> nodes)
    {
        lock (_lock)
            _answers = _answers.SetItem(query, new([.. nodes.Select(Document)], generation));
    }

    /// <summary>Lets go of what a catalog does not depend on any more, and keeps its good answers.</summary>
    public void Settle(IEnumerable<string> asked, IEnumerable<PeerAnswer> peers)
    {
        lock (_lock)
        {
            var needed = asked.ToHashSet(StringComparer.Ordinal);
            _answers = _answers.RemoveRange(_answers.Keys.Where(query => !needed.Contains(query)).ToList());
            foreach (var answer in peers.Where(static answer => answer.Broken is null && answer.Query.Length > 0))
                _kept = _kept.SetItem($"{answer.Recipe} {answer.Name}", answer);
            Write();
        }
    }

    private void Read(ScriptObject document)
    {
        Version = document["version"].Kind == ValueKind.String ? document["version"].AsString() : null;
        foreach (var (query, answer) in document["answers"].AsObject())
            _answers = _answers.SetItem(query, ReadAnswer(answer.AsObject()));
        foreach (var (key, value) in document["kept"].AsObject())
        {
            var answer = ReadAnswer(value.AsObject());
            var space = key.LastIndexOf(' ');
            _kept = _kept.SetItem(key, new(key[..space], key[(space + 1)..], value.AsObject()["query"].AsString(), new("answers.json", 1, 1)) { Nodes = answer.Nodes, Generation = answer.Generation });
        }
    }

    private static Answer ReadAnswer(ScriptObject answer) =>
        new([.. answer["nodes"].AsArray().Select(static node => Document(node.AsObject()))], long.Parse(answer["generation"].ToString(), CultureInfo.InvariantCulture));

    private void Write()
    {
        var document = new ScriptObject
        {
            ["version"] = Version is null ? Value.Null : Value.From(Version),
            ["answers"] = Value.From(Members(_answers, static answer => Describe(answer.Nodes, answer.Generation))),
            ["kept"] = Value.From(Members(_kept, static answer =>
            {
                var kept = Describe(answer.Nodes, answer.Generation);
                kept.Set("query", Value.From(answer.Query));
                return kept;
            })),
        };
        state.Write(state.In(Name), JsonText.Write(Value.From(document)) + "\n");
    }

    private static ScriptObject Members<T>(ImmutableDictionary<string, T> items, Func<T, ScriptObject> describe)
    {
        var members = new ScriptObject(items.Count);
        foreach (var (key, item) in items.OrderBy(static item => item.Key, StringComparer.Ordinal))
            members.Set(key, Value.From(describe(item)));
        return members;
    }

    private static ScriptObject Describe(ImmutableArray<NodeDocument> nodes, long generation) => new()
    {
        ["generation"] = Value.From(generation),
        ["nodes"] = Value.From(new ScriptArray(nodes.Select(static node => Value.From(node.Fields)))),
    };

    private static NodeDocument Document(ScriptObject fields) => new(fields["name"].AsString(), fields);

    private static bool IsSame(Answer one, Answer other) =>
        one.Nodes.Length == other.Nodes.Length && one.Nodes.Zip(other.Nodes).All(static pair => JsonText.Write(Value.From(pair.First.Fields)) == JsonText.Write(Value.From(pair.Second.Fields)));
}
