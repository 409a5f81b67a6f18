using System.Net;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

public sealed class FailuresTests
{
    private readonly MovedClock _clock = new();

    [Fact]
    public void Very_many_addresses_take_no_more_memory_than_many()
    {
        var failures = new Failures(_clock);
        for (var i = 0; i < 100_000; i++)
            failures.Note(new IPAddress(i));
        failures.Addresses.ShouldBeLessThanOrEqualTo(10_000);
    }

    [Fact]
    public void The_addresses_of_a_network_of_IPv6_are_one()
    {
        var failures = new Failures(_clock);
        for (var i = 0; i < 20; i++)
            failures.Note(IPAddress.Parse($"2001:db8:0:1::{i:x}"));
        Should.Throw<RefusalException>(() => failures.Check(IPAddress.Parse("2001:db8:0:1:ffff::1"))).Status.ShouldBe(429);
        failures.Check(IPAddress.Parse("2001:db8:0:2::1"));
    }

    [Fact]
    public void After_a_minute_one_may_try_again()
    {
        var (failures, address) = (new Failures(_clock), IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < 20; i++)
            failures.Note(address);
        Should.Throw<RefusalException>(() => failures.Check(address));
        Should.Throw<RefusalException>(() => failures.Check(address.MapToIPv6()));
        _clock.Move(TimeSpan.FromMinutes(1));
        failures.Check(address);
    }
}
