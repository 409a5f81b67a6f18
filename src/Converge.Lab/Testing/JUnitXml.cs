using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Converge.Lab.Testing;

/// <summary>Results as the servers of continuous integration read them: a suite for each role.</summary>
public static partial class JUnitXml
{
    public static void Write(Stream stream, IReadOnlyCollection<LabTestResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" };
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "converge lab");
        WriteCounts(xml, results);
        foreach (var role in results.GroupBy(static result => result.Role, StringComparer.Ordinal))
            WriteSuite(xml, role.Key, [.. role]);
        xml.WriteEndElement();
    }

    private static void WriteSuite(XmlWriter xml, string role, List<LabTestResult> results)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(role));
        WriteCounts(xml, results);
        // Only a suite may say this; the whole must not.
        xml.WriteAttributeString("skipped", Count(results, LabTestResult.Skipped));
        foreach (var result in results)
            WriteCase(xml, result);
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, LabTestResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean($"{result.Role}.{result.Kind}"));
        xml.WriteAttributeString("name", Clean(result.Name));
        xml.WriteAttributeString("time", Seconds(result.Duration));
        if (result.Status == LabTestResult.Skipped)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Clean(result.Reason ?? ""));
            xml.WriteEndElement();
        }
        else if (result.Status != LabTestResult.Passed)
        {
            // A status that nobody knows must not look like success.
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Clean(result.Kind));
            xml.WriteAttributeString("message", Clean(result.Reason ?? result.Status));
            xml.WriteEndElement();
        }
        if (result.Output is { Length: > 0 } output)
            xml.WriteElementString("system-out", Clean(output));
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyCollection<LabTestResult> results)
    {
        xml.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", results.Count(static result => result.Status is not (LabTestResult.Passed or LabTestResult.Skipped)).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", Seconds(new(results.Sum(static result => result.Duration.Ticks))));
    }

    private static string Count(List<LabTestResult> results, string status) =>
        results.Count(result => result.Status == status).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Without what XML cannot hold: colours of a terminal, control characters, halves of characters.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in Colours().Replace(text, "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or >= 0x20 and not (0x7f or 0xfffe or 0xffff) && rune.Value is not (>= 0x80 and < 0xa0))
                clean.Append(rune.ToString());
        }
        return clean.ToString();
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Colours();
}
