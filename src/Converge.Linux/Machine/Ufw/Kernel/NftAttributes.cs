namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>The numbers of <c>linux/netfilter/nf_tables.h</c>, and what a rule says in them.</summary>
internal static class NftAttributes
{
    public const int ChainTable = 1;
    public const int ChainName = 3;
    public const int ChainPolicy = 5;
    public const int RuleTable = 1;
    public const int RuleChain = 2;
    public const int RuleExpressions = 4;
    public const uint Accept = 1;

    private const int ExpressionName = 1;
    private const int ExpressionData = 2;
    private const int ImmediateData = 2;
    private const int DataVerdict = 2;
    private const int VerdictCode = 1;
    private const int VerdictChain = 2;
    private const int Drop = 0;
    private const int Return = -5;

    /// <summary>The name of the table, with its end.</summary>
    public static ReadOnlySpan<byte> Table => "filter\0"u8;

    public static bool IsTable(ReadOnlySpan<byte> name) => name.SequenceEqual(Table);

    /// <summary>A rule is a list of expressions; what it does with a packet is one that is called 'immediate'.</summary>
    public static FilterRule Rule(ReadOnlySpan<byte> expressions)
    {
        string? target = null;
        var isForAll = true;
        foreach (var element in new NetlinkAttributes(expressions))
        {
            ReadOnlySpan<byte> name = [];
            ReadOnlySpan<byte> data = [];
            foreach (var part in new NetlinkAttributes(element.Value))
            {
                if (part.Kind == ExpressionName)
                    name = part.Value;
                else if (part.Kind == ExpressionData)
                    data = part.Value;
            }
            if (name.SequenceEqual("immediate\0"u8))
                target = Verdict(Find(Find(data, ImmediateData), DataVerdict)) ?? target;
            else if (!name.SequenceEqual("counter\0"u8))
                isForAll = false;
        }
        return new(target, isForAll);
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, int kind)
    {
        foreach (var attribute in new NetlinkAttributes(attributes))
        {
            if (attribute.Kind == kind)
                return attribute.Value;
        }
        return [];
    }

    private static string? Verdict(ReadOnlySpan<byte> attributes)
    {
        string? verdict = null;
        string? chain = null;
        foreach (var attribute in new NetlinkAttributes(attributes))
        {
            if (attribute.Kind == VerdictChain)
                chain = attribute.Text;
            else if (attribute.Kind == VerdictCode)
                verdict = (int)attribute.Number switch
                {
                    Drop => FilterTable.Drop,
                    (int)Accept => FilterTable.Accept,
                    Return => FilterTable.Return,
                    _ => null,
                };
        }
        return chain ?? verdict;
    }
}
