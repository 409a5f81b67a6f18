using Converge.Language.Templates.Syntax;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>A function defined in a template. No closure: names in it resolve when it runs.</summary>
internal sealed class ScriptFunction(FunctionSyntax syntax, SourceText source) : FunctionValue
{
    public FunctionSyntax Syntax { get; } = syntax;

    public SourceText Source { get; } = source;

    public override string? Name => Syntax.Name;
}
