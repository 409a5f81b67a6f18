using System.Globalization;
using System.Text;
using Converge.Nodes.Queries;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>
/// What of a query an index can answer, as SQL. It holds for each node that matches, and for others: what no index can tell is
/// left out, since the documents are in the memory of the server and are compared there.
/// </summary>
internal sealed class SearchSql
{
    // More make a plan that takes longer than it saves.
    private const int MostTerms = 50;

    private const string Nothing = "false";

    private readonly List<NpgsqlParameter> _parameters = [];

    private SearchSql()
    {
    }

    public NpgsqlParameter[] Parameters => [.. _parameters];

    /// <summary>A condition on a row <c>n</c> of the nodes.</summary>
    public string Where { get; private set; } = "true";

    public static SearchSql Of(Query query, string? after)
    {
        var sql = new SearchSql();
        var where = sql.Compile(query.Root) is { } condition && sql._parameters.Count <= MostTerms ? condition : null;
        if (where is null)
            sql._parameters.Clear();
        // Others are not in the same order here.
        var behind = StoredName.IsName(after) ? $"n.name > {sql.Add(PostgreSql.Parameters.Text(after))}" : null;
        sql.Where = string.Join(" AND ", new[] { "n.document IS NOT NULL", where, behind }.OfType<string>());
        return sql;
    }

    /// <returns>Null if it may hold for any node.</returns>
    private string? Compile(Condition condition) => condition switch
    {
        AllOf all => Join(all.Parts.Select(Compile).OfType<string>().ToArray(), " AND "),
        AnyOf any => CompileAny(any),
        FieldCondition { Field: var field } test when field.Path is ["name"] => CompileName(test.Test),
        FieldCondition { Test: EqualTo equal } test when test.Field.Path[0] != Documents.SeenField.Name => CompileEqual(test.Field, equal.Literal),
        _ => null,
    };

    private string? CompileAny(AnyOf any)
    {
        var parts = any.Parts.Select(Compile).ToArray();
        return Array.TrueForAll(parts, static part => part is not null) ? Join(parts!, " OR ") : null;
    }

    private string? CompileName(ValueTest test)
    {
        switch (test)
        {
            case EqualTo { Literal: { Kind: LiteralKind.Text } literal }:
                return StoredName.IsName(literal.Text) ? $"n.name = {Add(PostgreSql.Parameters.Text(literal.Text))}" : Nothing;
            case Like like when PrefixOf(like.Pattern) is { Length: > 0 } prefix:
                if (!StoredName.IsName(prefix))
                    return Nothing;
                var start = Add(PostgreSql.Parameters.Text(prefix));
                return $"(n.name >= {start} AND n.name < {start} || '\U0010FFFF')";
            default:
                return null;
        }
    }

    private string? CompileEqual(Field field, Literal literal)
    {
        // Nothing that was read from JSON has half a character.
        if (field.Path.Any(IsHalf) || IsHalf(literal.Text))
            return Nothing;
        var path = new StringBuilder("$");
        foreach (var name in field.Path)
        {
            path.Append('.');
            SearchTerms.AppendText(path, name);
            path.Append("[*]");
        }
        var forms = SearchTerms.Of(literal).Distinct(StringComparer.Ordinal).ToArray();
        if (forms.Length == 0)
            return null;
        var alternatives = new StringBuilder();
        foreach (var form in forms)
        {
            alternatives.Append(alternatives.Length == 0 ? "" : " || ").Append(path).Append(" == ");
            SearchTerms.AppendText(alternatives, form);
        }
        return $"n.terms @@ {Add(PostgreSql.Parameters.Text(alternatives.ToString()))}::jsonpath";
    }

    private string Add(NpgsqlParameter parameter)
    {
        _parameters.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    private static string? Join(string[] parts, string with) => parts.Length == 0 ? null : $"({string.Join(with, parts)})";

    private static bool IsHalf(string text)
    {
        for (var position = 0; position < text.Length; position++)
        {
            if (!char.IsSurrogate(text[position]))
                continue;
            if (position + 1 == text.Length || !char.IsSurrogatePair(text[position], text[position + 1]))
                return true;
            position++;
        }
        return false;
    }

    /// <summary>What stands before the first wildcard.</summary>
    private static string PrefixOf(string pattern)
    {
        var prefix = new StringBuilder();
        for (var position = 0; position < pattern.Length && pattern[position] is not ('*' or '?'); position++)
        {
            if (pattern[position] == '\\' && position + 1 < pattern.Length)
                position++;
            prefix.Append(pattern[position]);
        }
        return prefix.ToString();
    }
}
