using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary><c>search</c>: the one function that reads more than its arguments, namely the snapshot taken for the run.</summary>
internal static class SearchFunction
{
    public static readonly Builtin Search = new("", "search", "index query?", Find);

    /// <summary>
    /// The objects in an index of the inventory that match a query, or all of them, sorted by name. The rendered text then
    /// depends on the answer.
    /// </summary>
    /// <remarks><![CDATA[{{ search "node" "role:web AND environment:production" | array.map "name" }}]]></remarks>
    private static Value Find(in Call call)
    {
        var index = call.PlainText(0);
        if (string.IsNullOrEmpty(index))
            throw call.Error(0, "'search' needs the name of an index");
        var query = call.PlainText(1);
        var provider = call.Options.Search ?? throw call.Error("'search' is not available: this render is not given an inventory");
        call.Interpreter.RecordSearch(index, query);
        var found = new ScriptArray();
        try
        {
            foreach (var item in provider.Search(index, query))
            {
                if (found.Count >= call.Limits.CollectionSize)
                    throw call.Error($"'search' found more than {call.Limits.CollectionSize} objects");
                found.Add(Value.From(item));
            }
        }
        catch (FormatException problem)
        {
            // By the contract of the provider its message is meant to be shown, and no part of a query is secret.
            throw call.Error(1, problem.Message);
        }
        return Value.From(found);
    }
}
