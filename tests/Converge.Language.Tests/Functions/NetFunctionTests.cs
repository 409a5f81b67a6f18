using System.Net;
using Converge.Language.Values;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Functions;

public sealed class NetFunctionTests
{
    [Theory]
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("167772161")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.+1")]
    [InlineData("١.0.0.1")]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData(":1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::1.2.3.04")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    public void Only_complete_addresses_are_read(string text)
    {
        IpAddress.TryParse(text, out _).ShouldBeFalse();
        IpNetwork.TryParse($"{text}/8", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("1::", "1::")]
    [InlineData("::1", "::1")]
    [InlineData("FE80::0ABC", "fe80::abc")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:0:0:2:3:0:0:4", "1::2:3:0:0:4")]
    [InlineData("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    [InlineData("64:ff9b::1.2.3.4", "64:ff9b::102:304")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    public void Addresses_are_printed_in_their_shortest_form(string text, string expected)
    {
        IpAddress.TryParse(text, out var address).ShouldBeTrue();
        address.ToString().ShouldBe(expected);
    }

    [Fact]
    public void What_is_printed_is_read_again_and_means_the_same_elsewhere() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            // Few distinct groups, so that runs of zeros come up.
            var source = new byte[16];
            for (var i = 0; i < bytes.Length && i < source.Length; i++)
                source[i] = bytes[i] % 3 == 0 ? (byte)0 : bytes[i];
            var theirs = new IPAddress(source);
            IpAddress.TryParse(theirs.ToString(), out var ours).ShouldBeTrue();
            IpAddress.TryParse(ours.ToString(), out var again).ShouldBeTrue();
            again.ShouldBe(ours);
            IPAddress.Parse(ours.ToString()).ShouldBe(theirs);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0.0.0.0/0", "0.0.0.0 0.0.0.0 255.255.255.255 0.0.0.1 255.255.255.254 4294967296")]
    [InlineData("255.255.255.255/1", "128.0.0.0 128.0.0.0 255.255.255.255 128.0.0.1 255.255.255.254 2147483648")]
    [InlineData("10.0.0.5/30", "10.0.0.4 255.255.255.252 10.0.0.7 10.0.0.5 10.0.0.6 4")]
    [InlineData("10.0.0.5/31", "10.0.0.4 255.255.255.254  10.0.0.4 10.0.0.5 2")]
    [InlineData("10.0.0.5/32", "10.0.0.5 255.255.255.255  10.0.0.5 10.0.0.5 1")]
    [InlineData("::/0", ":: ::  ::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 340282366920938463463374607431768211456")]
    [InlineData("2001:db8::5/126", "2001:db8::4 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc  2001:db8::5 2001:db8::7 4")]
    [InlineData("2001:db8::5/127", "2001:db8::4 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe  2001:db8::4 2001:db8::5 2")]
    [InlineData("2001:db8::5/128", "2001:db8::5 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff  2001:db8::5 2001:db8::5 1")]
    public void Networks_of_all_sizes(string cidr, string expected) =>
        Rendered.Of($$$"""{{ n = net.cidr "{{{cidr}}}"; [n.network, n.netmask, n.broadcast, n.first, n.last, n.size] | array.join " " }}""").ShouldBe(expected);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("::/129")]
    public void A_prefix_has_as_many_bits_as_the_address_at_most(string cidr) => IpNetwork.TryParse(cidr, out _).ShouldBeFalse();

    [Theory]
    [InlineData("{{ net.cidr_host '0.0.0.0/0' (-1) }} {{ net.cidr_host '::/0' (-1) }}", "255.255.255.255 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("{{ net.cidr_host '::/0' 340282366920938463463374607431768211455 }}", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("{{ net.cidr_host '10.0.0.8/31' 1 }} {{ net.cidr_host '10.0.0.8/32' 0 }} {{ net.cidr_host '10.0.0.8/32' (-1) }}", "10.0.0.9 10.0.0.8 10.0.0.8")]
    [InlineData("{{ net.cidr_host '10.0.0.77/24' 1 }} {{ net.cidr_host '10.0.0.0/24' '5' }} {{ net.cidr_host '10.0.0.0/24' (-256) }}", "10.0.0.1 10.0.0.5 10.0.0.0")]
    [InlineData("{{ net.cidr_subnet '0.0.0.0/0' 0 0 }} {{ net.cidr_subnet '::/0' 1 1 }} {{ net.cidr_subnet '10.0.0.0/31' 1 1 }}", "0.0.0.0/0 8000::/1 10.0.0.1/32")]
    [InlineData("{{ net.cidr_subnet '0.0.0.0/0' 32 4294967295 }} {{ net.cidr_subnet '10.0.0.0/32' 0 0 }}", "255.255.255.255/32 10.0.0.0/32")]
    [InlineData("{{ net.cidr_subnet '::/0' 128 340282366920938463463374607431768211455 }}", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128")]
    [InlineData("{{ net.cidr_contains '0.0.0.0/0' '255.255.255.255' }} {{ net.cidr_contains '::/0' 'ffff::' }} {{ net.cidr_contains '0.0.0.0/0' '::' }}", "true true false")]
    [InlineData("{{ net.cidr_contains '10.0.0.1/32' '10.0.0.1' }} {{ net.cidr_contains '10.0.0.1/32' '10.0.0.0' }} {{ net.cidr_contains '10.0.0.0/16' '10.0.0.0/8' }}", "true false false")]
    [InlineData("{{ net.cidr_overlap '0.0.0.0/0' '1.2.3.4/32' }} {{ net.cidr_overlap '0.0.0.0/0' '::/0' }} {{ net.cidr_overlap '10.0.0.0/9' '10.128.0.0/9' }}", "true false false")]
    [InlineData("{{ net.ip_add '255.255.255.255' 0 }} {{ net.ip_add '10.0.0.255' 1 }} {{ net.ip_add '::' 340282366920938463463374607431768211455 }}", "255.255.255.255 10.0.1.0 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("{{ net.ip_compare '255.255.255.255' '::' }} {{ net.ip_compare '10.0.0.0' '2.0.0.0' }} {{ net.ip_compare 'ffff::' '1::' }}", "-1 1 1")]
    [InlineData("{{ net.ip_sort null }}{{ net.ip_sort ['10.0.0.5', '10.0.0.0/8', '10.0.0.5/24', '9.255.255.255', '10.0.0.0/16'] }}", "[][\"9.255.255.255\", \"10.0.0.0/8\", \"10.0.0.0/16\", \"10.0.0.5/24\", \"10.0.0.5\"]")]
    [InlineData("{{ (net.ip '172.31.255.255').is_private }} {{ (net.ip '172.32.0.0').is_private }} {{ (net.ip 'fd00::').is_private }} {{ (net.ip 'fe00::').is_private }}", "true false true false")]
    [InlineData("{{ (net.ip '127.9.9.9').is_loopback }} {{ (net.ip '::2').is_loopback }} {{ (net.ip 'febf::').is_link_local }} {{ (net.ip 'fec0::').is_link_local }}", "true false true false")]
    [InlineData("{{ (net.ip '169.254.1.1').is_link_local }} {{ (net.ip '239.0.0.1').is_multicast }} {{ (net.ip '240.0.0.1').is_multicast }} {{ (net.ip '::').is_unspecified }}", "true true false true")]
    public void Arithmetic_holds_at_the_edges(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ net.ip null }}", "error 1:11: 'null' is no IP address (all parts are needed, in decimal: '10.0.0.1', or '2001:db8::1')")]
    [InlineData("{{ net.cidr '10.0.0.0' }}", "error 1:13: '10.0.0.0' is no network (a network is written as '10.0.0.0/8' or '2001:db8::/32')")]
    [InlineData("{{ net.cidr_contains '10.0.0.0/8' 'x' }}", "error 1:35: 'x' is neither an IP address nor a network")]
    [InlineData("{{ net.cidr_host '10.0.0.8/32' 1 }}", "error 1:32: the network '10.0.0.8/32' has no host '1'")]
    [InlineData("{{ net.cidr_host '10.0.0.0/24' 256 }}", "error 1:32: the network '10.0.0.0/24' has no host '256'")]
    [InlineData("{{ net.cidr_host '10.0.0.0/24' (-257) }}", "error 1:32: the network '10.0.0.0/24' has no host '-257'")]
    [InlineData("{{ net.cidr_host '10.0.0.0/24' 'x' }}", "error 1:32: 'n' of 'net.cidr_host' must be an integer, not the string 'x'")]
    [InlineData("{{ net.cidr_subnet '10.0.0.0/31' 2 0 }}", "error 1:34: the network '10.0.0.0/31' cannot be divided by '2' bits")]
    [InlineData("{{ net.cidr_subnet '10.0.0.0/24' (-1) 0 }}", "error 1:34: the network '10.0.0.0/24' cannot be divided by '-1' bits")]
    [InlineData("{{ net.cidr_subnet '10.0.0.0/24' 99999999999 0 }}", "error 1:34: the network '10.0.0.0/24' cannot be divided by '99999999999' bits")]
    [InlineData("{{ net.cidr_subnet '10.0.0.0/24' 2 4 }}", "error 1:36: the network '10.0.0.0/24' has no subnet '4' of '2' bits")]
    [InlineData("{{ net.cidr_subnet '10.0.0.0/24' 2 (-1) }}", "error 1:36: the network '10.0.0.0/24' has no subnet '-1' of '2' bits")]
    [InlineData("{{ net.ip_add '255.255.255.255' 1 }}", "error 1:33: there is no address '1' places from '255.255.255.255'")]
    [InlineData("{{ net.ip_add '::' (-1) }}", "error 1:20: there is no address '-1' places from '::'")]
    [InlineData("{{ net.ip_sort ['::1', 'b'] }}", "error 1:16: item 1 is neither an IP address nor a network")]
    public void What_is_no_address_is_an_error_at_the_argument(string template, string expected) => Rendered.Of(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ (net.ip secret_ip).address }}", "secret: 10.0.0.77")]
    [InlineData("{{ (net.ip secret_ip).is_private }}", "true")]
    [InlineData("{{ net.ip_add secret_ip 1 }}", "secret: 10.0.0.78")]
    [InlineData("{{ net.cidr_host (secret_ip + '/24') 1 }}", "secret: 10.0.0.1")]
    [InlineData("{{ net.ip_sort [secret_ip, '10.0.0.1'] | array.first }}", "10.0.0.1")]
    [InlineData("{{ net.ip_sort [secret_ip, '10.0.0.1'] | array.last }}", "secret: 10.0.0.77")]
    [InlineData("{{ net.ip secret }}", "error 1:11: <secret> is no IP address (all parts are needed, in decimal: '10.0.0.1', or '2001:db8::1')")]
    [InlineData("{{ net.cidr_contains secret_ip '10.0.0.1' }}", "error 1:22: <secret> is no network (a network is written as '10.0.0.0/8' or '2001:db8::/32')")]
    [InlineData("{{ net.ip_sort [secret] }}", "error 1:16: item 0 is neither an IP address nor a network")]
    public void A_secret_stays_one_and_is_never_quoted(string template, string expected) => Rendered.Of(template).ShouldBe(expected);
}
