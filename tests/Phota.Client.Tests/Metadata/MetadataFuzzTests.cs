using System.Buffers.Binary;
using System.Diagnostics;
using Phota.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Phota.Tests.Metadata;

/// <summary>Photos come from anywhere: whatever is wrong with one, its metadata is read, or refused by the one exception that the saver expects.</summary>
[Collection("alone")]
public sealed class MetadataFuzzTests(ITestOutputHelper output)
{
    private const long MostMemory = 48L * 1024 * 1024;

    private static readonly int[] s_numbers = [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, int.MaxValue, int.MinValue, -1, -2, -8];

    public static TheoryData<string> Kinds => ["jpeg", "jpeg little-endian", "png", "webp", "heic", "result jpeg", "result png"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_mutated_is_read_or_refused(string kind)
    {
        Random random = new(FuzzEffort.Seed);
        byte[] whole = Make(kind);
        int refused = 0, count = FuzzEffort.Of(2000, 500_000);
        long most = 0;
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            byte[] mutant = Mutate(whole, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch time = Stopwatch.StartNew();
            try
            {
                Use(mutant, kind);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutant {i} of {kind}: {e}");
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            longest = time.Elapsed > longest ? time.Elapsed : longest;
        }

        output.WriteLine($"{kind}: {count} mutants, {refused} refused, at most {most / 1024} KB allocated and {longest.TotalMilliseconds:0} ms for one");
        Assert.InRange(refused, 1, count - 1);
        Assert.InRange(most, 0, MostMemory);
        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static byte[] Make(string kind) => kind switch
    {
        "jpeg" or "result jpeg" => Samples.Jpeg(Samples.Tiff(), iptc: Samples.Iptc()),
        "jpeg little-endian" => Samples.Jpeg(Samples.Tiff(isBigEndian: false), iptc: Samples.Iptc()),
        "png" or "result png" => Samples.Png(Samples.Tiff()),
        "webp" => Samples.WebP(Samples.Tiff()),
        _ => Samples.Heic(Samples.Tiff()),
    };

    private static void Use(byte[] mutant, string kind)
    {
        using MemoryStream file = new(mutant);
        ImageFormat format = kind.Contains("jpeg", StringComparison.Ordinal) ? ImageFormat.Jpeg
            : kind.Contains("png", StringComparison.Ordinal) ? ImageFormat.Png
            : kind == "webp" ? ImageFormat.WebP : ImageFormat.Heic;
        PhotoMetadata read = PhotoMetadata.Read(file, format);
        bool isResult = kind.StartsWith("result", StringComparison.Ordinal);
        ResultMetadata metadata = ResultMetadata.Make(isResult ? new() : read, "edit", (40, 30), false, Result.Time, isResult ? format : null);
        Assert.NotEmpty(metadata.ToSidecar());
        using MemoryStream result = new(isResult ? mutant : Samples.Jpeg());
        long written = 0;
        metadata.Write(result, isResult ? format : ImageFormat.Jpeg, (_, length) => written += length);
        Assert.InRange(written, 1, 1024 * 1024);
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        byte[] mutant = [.. whole];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(mutant.Length);
            switch (random.Next(6))
            {
                case 0:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 4 <= mutant.Length:
                    BinaryPrimitives.WriteInt32BigEndian(mutant.AsSpan(at), s_numbers[random.Next(s_numbers.Length)]);
                    break;
                case 3 when at + 4 <= mutant.Length:
                    BinaryPrimitives.WriteInt32LittleEndian(mutant.AsSpan(at), random.Next(mutant.Length));
                    break;
                case 4:
                    int length = random.Next(mutant.Length - at);
                    mutant = [.. mutant[..at], .. mutant[at..(at + length)], .. mutant[at..]];
                    break;
                case 5 when at > 12 && random.Next(4) == 0:
                    mutant = mutant[..at];
                    break;
            }

            if (mutant.Length > 64 * 1024) return mutant;
        }

        return mutant;
    }
}
