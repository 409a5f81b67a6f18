using System.Text;
using Converge.Language.Cases;
using Converge.Language.Text;

namespace Converge.Testing.Cases;

/// <summary>Cases on disk.</summary>
public static class CaseFiles
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    extension(CaseFile)
    {
        public static CaseFile Load(string path)
        {
            try
            {
                // Not as a source text is read, which has no byte order mark.
                var text = StrictUtf8.GetString(File.ReadAllBytes(path));
                return text.StartsWith('\uFEFF') ? throw Wrong(path, "the case begins with a byte order mark") : CaseFile.Parse(path, text);
            }
            catch (DecoderFallbackException error)
            {
                throw Wrong(path, $"the case is not valid UTF-8 at byte {error.Index}");
            }
        }
    }

    public static void Save(this CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        SourceTree.Write(file.Path, file.ToString());
    }

    private static CaseException Wrong(string path, string message) => new(Diagnostic.Error(new(path, 1, 1), message));
}
