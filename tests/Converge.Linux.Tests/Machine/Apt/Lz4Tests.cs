using System.Globalization;
using System.Text;
using Converge.Linux.Machine.Apt.Lists;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Machine.Apt;

/// <summary>What the program of its authors has packed.</summary>
public class Lz4Tests
{
    [ProgramFact("lz4")]
    public async Task It_is_what_was_packed()
    {
        var random = new Random(1);
        var noise = new byte[300_000];
        random.NextBytes(noise);
        var list = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"Package: p{random.Next(5000)}\nVersion: 1.{i}\n\n"))));
        byte[][] contents = [[], [1], new byte[1_000_000], noise, list, [.. list, .. noise, .. list]];
        foreach (var content in contents)
        {
            foreach (var options in new[] { "-B4 -BD", "-B4", "-B5 -BD -BX", "-B7 --content-size", "-9 -BD --no-frame-crc" })
                (await RoundTrip(content, options.Split(' '))).SequenceEqual(content).ShouldBeTrue($"{content.Length} bytes with {options}");
        }
    }

    [ProgramFact("lz4")]
    public async Task Several_frames_are_one_text()
    {
        using var folder = new TemporaryFolder();
        var (one, two) = (await Pack(folder, "one"u8.ToArray(), "-B4"), await Pack(folder, "two"u8.ToArray(), "-B7"));
        Encoding.UTF8.GetString(Unpack([.. one, .. two])).ShouldBe("onetwo");
    }

    [ProgramFact("lz4")]
    public async Task Whatever_is_in_it_it_ends()
    {
        using var folder = new TemporaryFolder();
        var packed = await Pack(folder, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(static i => $"Package: p{i % 300}\n"))), "-B4", "-BD");
        Fuzz.ForAll(2000, random => Convert.ToHexString(Damage(packed, random)), static damaged =>
        {
            try
            {
                Unpack(Convert.FromHexString(damaged));
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                // That is what it may say.
            }
        });
    }

    private static byte[] Damage(byte[] packed, Random random)
    {
        var damaged = packed.ToArray();
        for (var i = random.Next(4); i >= 0; i--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return random.Next(3) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private static async Task<byte[]> RoundTrip(byte[] content, string[] options)
    {
        using var folder = new TemporaryFolder();
        return Unpack(await Pack(folder, content, options));
    }

    private static async Task<byte[]> Pack(TemporaryFolder folder, byte[] content, params string[] options)
    {
        var run = await ProgramRun.Of("lz4", [.. options, "-f", "-q", folder.Write("plain", content), folder["packed"]]);
        run.ExitCode.ShouldBe(0, run.Error);
        return await File.ReadAllBytesAsync(folder["packed"]);
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var content = new MemoryStream();
        using var stream = new Lz4Stream(new MemoryStream(packed));
        stream.CopyTo(content, 7777);
        return content.ToArray();
    }
}
