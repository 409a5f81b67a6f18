using Converge.Language.Templates;
using Converge.Language.Templates.Functions;
using Converge.Language.Values;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class DateFunctionTests
{
    [Theory]
    [InlineData("2016-01-05", "2016-01-05 00:00:00.0000000")]
    [InlineData("2016/1/5", "2016-01-05 00:00:00.0000000")]
    [InlineData("20160105", "2016-01-05 00:00:00.0000000")]
    [InlineData("1/5/2016 1:02pm", "2016-01-05 13:02:00.0000000")]
    [InlineData("05 Jan 2016", "2016-01-05 00:00:00.0000000")]
    [InlineData("January 5, 2016, 10:20", "2016-01-05 10:20:00.0000000")]
    [InlineData("Tue, 05 Jan 2016 10:20:30 GMT", "2016-01-05 10:20:30.0000000")]
    [InlineData(" 2016-01-05 12:00 AM ", "2016-01-05 00:00:00.0000000")]
    [InlineData("2016-01-05 12:00 pm", "2016-01-05 12:00:00.0000000")]
    [InlineData("2016-01-05T10:20:30.5z", "2016-01-05 10:20:30.5000000")]
    [InlineData("2016-01-05T10:20:30.123456789Z", "2016-01-05 10:20:30.1234567")]
    [InlineData("2016-01-05T10:20:30+05:30", "2016-01-05 04:50:30.0000000")]
    [InlineData("2016-01-05 10:20 -0800", "2016-01-05 18:20:00.0000000")]
    public void A_date_is_read_as_UTC(string text, string expected)
    {
        DateText.TryParse(text, out var date).ShouldBeTrue();
        date.ToString("yyyy-MM-dd HH:mm:ss.fffffff").ShouldBe(expected);
        date.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10:30")]
    [InlineData("May 5")]
    [InlineData("May 5 10:30 +0530")]
    [InlineData("5")]
    [InlineData("today")]
    [InlineData("2016-02-30")]
    [InlineData("2016-01-05T24:00:00Z")]
    [InlineData("2016-01-05T10:60")]
    [InlineData("2016-01-05 13:00 PM")]
    [InlineData("2016-01-05T10:20:30+15:00")]
    [InlineData("0001-01-01T00:00:00+05:30")]
    [InlineData("9999-12-31T23:00:00-05:00")]
    [InlineData("Mon, 05 Jan 2016 10:20:30 GMT")]
    [InlineData("٢٠١٦-٠١-٠٥")]
    public void What_names_no_day_is_no_date(string text) => DateText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("%a %A %b %h %B", "Sun Sunday Mar Mar March")]
    [InlineData("%c", "Sun Mar 06 15:04:05 2016")]
    [InlineData("%C %y %Y", "20 16 2016")]
    [InlineData("%d|%e|%D|%F", "06| 6|03/06/16|2016-03-06")]
    [InlineData("%H|%I|%k|%l|%M|%S|%L|%N", "15|03|15| 3|04|05|078|078900000")]
    [InlineData("%j|%m|%n|%t|%%|%g|%p|%P", "066|03|\n|\t|%||PM|pm")]
    [InlineData("%r|%R|%T|%X|%x", "03:04:05 PM|15:04|15:04:05|15:04:05|03/06/2016")]
    [InlineData("%s|%u|%w|%U|%W|%V|%v|%Z", "1457276645|7|0|11|10|09| 6-MAR-2016|+00:00")]
    [InlineData("%q %- % %", "%q %- % %")]
    [InlineData("%g", " 06 Mar 2016")]
    [InlineData("", "")]
    public void Every_code_of_a_pattern(string pattern, string expected) =>
        DatePattern.Format(new DateTime(2016, 3, 6, 15, 4, 5, DateTimeKind.Utc).AddTicks(789_000), pattern).ShouldBe(expected);

    [Fact]
    public void Midnight_is_twelve() => DatePattern.Format(new DateTime(2016, 3, 6), "%l %I %P").ShouldBe("12 12 am");

    [Theory]
    [InlineData("%Y-%m-%d %H:%M", @"yyyy\-MM\-dd HH\:mm")]
    [InlineData("%e", "%d")]
    [InlineData("d %q", @"\d \%\q")]
    [InlineData("%g%P", "tt")]
    public void A_pattern_has_a_custom_format(string pattern, string expected) => DatePattern.ToCustomFormat(pattern, out _).ShouldBe(expected);

    [Fact]
    public void Some_codes_have_no_custom_format()
    {
        foreach (var code in "CjnstuUvVwW%")
        {
            DatePattern.ToCustomFormat($"%Y%{code}", out var untranslatable).ShouldBeNull();
            untranslatable.ShouldBe(code);
        }
    }

    [Theory]
    [InlineData("{{ date '2016-01-05' }} {{ '2016-01-05' | date }} {{ date null }}{{ date.parse '' }}", "05 Jan 2016 05 Jan 2016 ")]
    [InlineData("{{ date.parse ' 5 Jan 2016' '%e %b %Y' }} {{ date.parse '2016' '%Y' }} {{ date.parse '16-01-05' '%y-%m-%d' '' }}", "05 Jan 2016 01 Jan 2016 05 Jan 2016")]
    [InlineData("{{ date.parse 'Y 2016 d 05' 'Y %Y d %d' | date.to_string '%F' }}", "2016-01-05")]
    [InlineData("{{ date.parse '05 Jan 2016 10:20:30 PM +02:00' '%d %b %Y %r %Z' | date.to_string '%F %T' }}", "2016-01-05 20:20:30")]
    [InlineData("{{ date.parse run.now | date.to_string '%F %T' }}", "2026-01-02 03:04:05")]
    [InlineData("{{ null | date.to_string '%F' }}|{{ run.now | date.to_string '' }}|{{ run.now | date.to_string null }}", "||02 Jan 2026")]
    [InlineData("{{ date.format = '%F'; run.now }} {{ run.now | date.to_string '%g' }} {{ [run.now] }} {{ date.default_format }} {{ date.parse_to_string '2016-01-05' }}", "2026-01-02  2026-01-02 [2026-01-02] %d %b %Y 2016-01-05")]
    [InlineData("{{ date.parse_to_string '2016-01-05' '%d/%m/%Y %e %k' }}|{{ date.parse_to_string null '%d' }}|{{ date.parse_to_string '2016-01-05' '%g' }}", "05/01/2016 5 0|| 05 Jan 2016")]
    [InlineData("{{ date.parse '2016-01-31' | date.add_months (-2) }} {{ date.parse '2016-01-05' | date.add_years (-2015) | date.to_string '%Y' }}", "30 Nov 2015 0001")]
    [InlineData("{{ run.now.day_of_week }} {{ run.now.day_of_year }} {{ run.now.date }} {{ run.now.ticks }} {{ run.now.millisecond }}", "Friday 2 02 Jan 2026 639029198450000000 0")]
    [InlineData("{{ (run.now - date.parse '2026-01-01').total_hours | math.round 3 }}", "27.068")]
    [InlineData("{{ (timespan.parse '1.02:03:04.5').milliseconds }} {{ (timespan.parse '-1.02:03:04.5').hours }} {{ (timespan.parse '00:00:01').ticks }}", "500 -2 10000000")]
    [InlineData("{{ timespan.from_days null }} {{ timespan.from_seconds 0.0000001 }} {{ timespan.from_days (-10675199) }} {{ timespan.parse null }}", "00:00:00 00:00:00.0000001 -10675199.00:00:00 ")]
    public void Dates_and_time_spans_of_all_sorts(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ date.parse '2026-13-01' }}", "error 1:15: '2026-13-01' is no date (write it as '2016-01-05' or '2016-01-05T10:20:30Z', or give a pattern)")]
    [InlineData("{{ date.parse '2016-01-05' '%d/%m/%Y' }}", "error 1:15: '2016-01-05' is no date of the pattern '%d/%m/%Y'")]
    [InlineData("{{ date.parse '05 Jan' '%d %b' }}", "error 1:24: the pattern '%d %b' has no year")]
    [InlineData("{{ date.parse '5' '%j' }}", "error 1:19: the code '%j' cannot be used in a pattern of 'date.parse'")]
    [InlineData("{{ date.parse '5' '%Y' 'en-US' }}", "error 1:24: the culture 'en-US' is not available (leave it out: the culture is always the invariant one)")]
    [InlineData("{{ date.parse secret }}", "error 1:15: <secret> is no date (write it as '2016-01-05' or '2016-01-05T10:20:30Z', or give a pattern)")]
    [InlineData("{{ date.parse '2016-01-05' secret }}", "error 1:28: the pattern <secret> has no year")]
    [InlineData("{{ x = secret + '%j'; date.parse '5' x }}", "error 1:38: the pattern has a code that cannot be used here")]
    [InlineData("{{ run.now | date.add_days 1e9 }}", "error 1:28: the date would not be in the years 1 to 9999")]
    [InlineData("{{ run.now | date.add_days 1.0e300 }}", "error 1:28: the date would not be in the years 1 to 9999")]
    [InlineData("{{ run.now | date.add_months 2147483647 }}", "error 1:30: the date would not be in the years 1 to 9999")]
    [InlineData("{{ run.now | date.add_years (-2026) }}", "error 1:29: the date would not be in the years 1 to 9999")]
    [InlineData("{{ null | date.add_days 1 }}", "error 1:4: 'date' of 'date.add_days' must be a date, not the value 'null'")]
    [InlineData("{{ secret | date.to_string '%F' }}", "error 1:4: 'datetime' of 'date.to_string' must be a date, not the string <secret>")]
    [InlineData("{{ run.now | date.to_string '%F' 'de' }}", "error 1:34: the culture 'de' is not available (leave it out: the culture is always the invariant one)")]
    [InlineData("{{ x = '%c' * 5000; run.now | date.to_string x }}", "error 1:21: a date pattern is longer than 4096 characters")]
    [InlineData("{{ date.add_days = 5 }}", "error 1:9: cannot set a value for the read-only member 'date.add_days'")]
    [InlineData("{{ run.now.yaer }}", "error 1:12: the date 'run.now' has no member 'yaer' (did you mean 'year'?)")]
    [InlineData("{{ timespan.zero.hour }}", "error 1:18: the time span 'timespan.zero' has no member 'hour' (did you mean 'hours'?)")]
    [InlineData("{{ timespan.parse 'x' }}", "error 1:19: 'x' is no time span (write a day, 12 hours and 30 minutes as '1.12:30:00')")]
    [InlineData("{{ timespan.parse secret }}", "error 1:19: <secret> is no time span (write a day, 12 hours and 30 minutes as '1.12:30:00')")]
    [InlineData("{{ timespan.from_days 10675200 }}", "error 1:23: '10675200' is too much for a time span")]
    [InlineData("{{ timespan.from_days 1.0e300 }}", "error 1:23: '1E+300' is too much for a time span")]
    public void What_cannot_be_done_is_an_error_at_the_argument(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ run.now | date.to_string secret }}", "secret: hidden")]
    [InlineData("{{ date.parse_to_string '2016-01-05' secret }}", "secret: hidden")]
    [InlineData("{{ date.format = secret; run.now | date.to_string null }}{{ run.now | date.to_string '%g' }}", "02 Jan 2026 02 Jan 2026")]
    public void A_secret_pattern_makes_a_secret_text(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Fact]
    public void Each_render_has_its_own_format()
    {
        Rendered.Of("{{ date.format = '%F'; run.now }}").ShouldBe("2026-01-02");
        Rendered.Of("{{ run.now }}").ShouldBe("02 Jan 2026");
    }

    [Fact]
    public void There_is_no_clock()
    {
        foreach (var name in new[] { "date.now", "date.utc_now", "run.now" })
            Rendered.Of($"{{{{ {name} }}}}", RenderOptions.Default).ShouldBe($"error 1:4: '{name}' is not available: this render is not given the time");
    }

    [Fact]
    public void All_members_listed_are_there()
    {
        foreach (var name in DateMembers.Names)
            DateMembers.TryGet(DateTime.UnixEpoch, name, out _).ShouldBeTrue(name);
        foreach (var name in TimespanMembers.Names)
            TimespanMembers.TryGet(TimeSpan.Zero, name, out _).ShouldBeTrue(name);
    }
}
