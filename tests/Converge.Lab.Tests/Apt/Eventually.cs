using Shouldly;

namespace Converge.Lab.Tests.Apt;

/// <summary>Waits for what happens a little later.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 1500 && !condition(); tries++)
            await Task.Delay(20);
        condition().ShouldBeTrue();
    }
}
