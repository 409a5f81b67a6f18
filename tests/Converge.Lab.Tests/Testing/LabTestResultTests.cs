using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Converge.Lab.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Testing;

public sealed class LabTestResultTests
{
    private static readonly LabTestResult[] Results =
    [
        new("web", "converges", "apply", "passed", null, TimeSpan.FromMilliseconds(1234), "done"),
        new("db", "answers", "checks", "failed", "'5432' is closed & <quiet>", TimeSpan.FromMilliseconds(500.4), null),
        new("web", "changes nothing", "again", "skipped", "the first run failed", TimeSpan.Zero, null),
    ];

    // What of the schema of JUnit concerns such a file, in the form that Jenkins publishes.
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:element name="testsuites"><xs:complexType><xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
            <xs:attribute name="name"/><xs:attribute name="time" type="xs:decimal"/><xs:attribute name="tests" type="xs:int"/><xs:attribute name="failures" type="xs:int"/><xs:attribute name="errors" type="xs:int"/>
          </xs:complexType></xs:element>
          <xs:element name="testsuite"><xs:complexType><xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
            <xs:attribute name="name" use="required"/><xs:attribute name="tests" type="xs:int" use="required"/><xs:attribute name="failures" type="xs:int"/><xs:attribute name="errors" type="xs:int"/>
            <xs:attribute name="time" type="xs:decimal"/><xs:attribute name="skipped" type="xs:int"/>
          </xs:complexType></xs:element>
          <xs:element name="testcase"><xs:complexType><xs:sequence>
              <xs:choice minOccurs="0"><xs:element name="skipped" type="reason"/><xs:element name="failure" type="reason"/></xs:choice>
              <xs:element name="system-out" type="xs:string" minOccurs="0"/></xs:sequence>
            <xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/><xs:attribute name="time" type="xs:decimal"/>
          </xs:complexType></xs:element>
          <xs:complexType name="reason" mixed="true"><xs:attribute name="message"/><xs:attribute name="type"/></xs:complexType>
        </xs:schema>
        """;

    [Fact]
    public void ASuiteForEachRole() => Xml(Results).ShouldBe("""
        <?xml version="1.0" encoding="utf-8"?>
        <testsuites name="converge lab" tests="3" failures="1" errors="0" time="1.734">
          <testsuite name="web" tests="2" failures="0" errors="0" time="1.234" skipped="1">
            <testcase classname="web.apply" name="converges" time="1.234">
              <system-out>done</system-out>
            </testcase>
            <testcase classname="web.again" name="changes nothing" time="0.000">
              <skipped message="the first run failed" />
            </testcase>
          </testsuite>
          <testsuite name="db" tests="1" failures="1" errors="0" time="0.500" skipped="0">
            <testcase classname="db.checks" name="answers" time="0.500">
              <failure type="checks" message="'5432' is closed &amp; &lt;quiet&gt;" />
            </testcase>
          </testsuite>
        </testsuites>
        """);

    [Fact]
    public void EveryCharacterCanBeWritten()
    {
        var all = new string([.. Enumerable.Range(0, 0x10000).Select(static code => (char)code)]);
        var nasty = $"\e[1;31mred\e[0m \e]0;title\a ]]> {all} \ud83d\ude00";
        var text = Xml([.. Results, new(nasty, nasty, nasty, "failed", nasty, TimeSpan.FromDays(3), nasty), new("web", "x", "apply", "unheard of", null, default, "")]);
        var document = XDocument.Parse(text);
        var schemas = new XmlSchemaSet();
        schemas.Add("", XmlReader.Create(new StringReader(Schema)));
        document.Validate(schemas, static (_, problem) => throw new XmlException(problem.Message));
        var output = document.Descendants("system-out").Last().Value;
        output.ShouldStartWith("red ]0;title ]]> \t\n");
        output.ShouldEndWith("\U0001F600");
        output.ShouldNotContain('\u0085');
        document.Root!.Attribute("failures")!.Value.ShouldBe("3", "a status that nobody knows is a failure");
    }

    [Fact]
    public void NothingIsAResultToo() => Xml([]).ShouldEndWith("<testsuites name=\"converge lab\" tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\" />");

    [Fact]
    public void JsonHasTheSumsAndEachTest()
    {
        using var stream = new MemoryStream();
        ResultJson.Write(stream, [.. Results, new("web", "half \ud83d", "apply", "passed", null, TimeSpan.Zero, null)]);
        using var json = JsonDocument.Parse(stream.ToArray());
        var root = json.RootElement;
        string.Join(' ', root.EnumerateObject().Where(static member => member.Name != "results")).ShouldBe("\"tests\": 4 \"passed\": 2 \"failed\": 1 \"skipped\": 1 \"seconds\": 1.734");
        string.Join(' ', root.GetProperty("results")[1].EnumerateObject())
            .ShouldBe("""
                "role": "db" "name": "answers" "kind": "checks" "status": "failed" "reason": "'5432' is closed & <quiet>" "seconds": 0.500
                """);
        root.GetProperty("results")[0].GetProperty("output").GetString().ShouldBe("done");
        root.GetProperty("results")[3].GetProperty("name").GetString().ShouldBe("half \ufffd");
    }

    private static string Xml(LabTestResult[] results)
    {
        using var stream = new MemoryStream();
        JUnitXml.Write(stream, results);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
