namespace Converge.Language.Yaml;

/// <summary>
/// Hides from the parser three characters that it takes for line breaks, as YAML 1.1 did. In YAML 1.2, as in editors,
/// they are characters like others.
/// </summary>
internal sealed class OldBreaks
{
    private const string Characters = "\u0085\u2028\u2029";
    private const char FirstNonCharacter = '\uFDD0';

    private readonly char[] _masks = new char[Characters.Length];

    public OldBreaks(string text)
    {
        var mask = FirstNonCharacter;
        Masked = text;
        for (var i = 0; i < _masks.Length; i++)
        {
            while (text.Contains(mask))
                mask++;
            _masks[i] = mask++;
            Masked = Masked.Replace(Characters[i], _masks[i]);
        }
    }

    public string Masked { get; }

    public string Restore(string text)
    {
        for (var i = 0; i < _masks.Length; i++)
            text = text.Replace(_masks[i], Characters[i]);
        return text;
    }
}
