using FsCheck;
using FsCheck.Fluent;

namespace Phota.Tests.Ledgers;

/// <summary>Facts are merged by what they say: any order, repetition or union of files reads the same.</summary>
public sealed class FactOrderTests
{
    private static readonly string[] s_states =
        [LedgerFact.Sent, LedgerFact.Accepted, LedgerFact.Saved, LedgerFact.Told, LedgerFact.Refused, LedgerFact.Failed, LedgerFact.Undelivered, LedgerFact.Rejected];

    private static readonly Gen<LedgerFact> s_facts =
        from state in Gen.Elements(s_states)
        from fingerprint in Gen.Elements("a", "b")
        from first in Gen.Choose(1, 3)
        from count in Gen.Choose(1, 3)
        from attempt in Gen.Choose(1, 2)
        from minute in Gen.Choose(0, 3)
        from number in Gen.Choose(1, 3)
        select new LedgerFact
        {
            State = state,
            Fingerprint = fingerprint,
            First = first,
            Count = state is LedgerFact.Saved or LedgerFact.Told ? 1 : count,
            Attempt = attempt,
            At = new DateTimeOffset(2026, 11, 25, 0, minute, 0, TimeSpan.Zero),
            Send = state is LedgerFact.Sent or LedgerFact.Refused ? $"send-{first}-{count}-{attempt}-{minute}-{number}" : null,
            Operation = state == LedgerFact.Sent ? "enhance" : null,
            Source = state == LedgerFact.Sent ? $"/photos/{fingerprint}.jpg" : null,
            JobId = state is LedgerFact.Accepted or LedgerFact.Saved || (state == LedgerFact.Failed && number > 1) ? $"job-{number}" : null,
            Error = state == LedgerFact.Failed ? $"error {number}" : null,
            Path = state == LedgerFact.Saved ? $"{first}-{number}.jpg" : null,
            Sha256 = state == LedgerFact.Saved ? new string((char)('0' + number), 64) : null,
            Length = state == LedgerFact.Saved ? number : null,
        };

    [Fuzzing.TriedProperty]
    public Property Any_order_repetition_and_division_into_files_reads_the_same() => Prop.ForAll(
        Gen.ArrayOf(s_facts).ToArbitrary(),
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        (facts, seed) =>
        {
            Random random = new(seed);
            LedgerFact[] shuffled = [.. facts.Concat(facts.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next())];
            LedgerFact[][] files = [.. shuffled.GroupBy(_ => random.Next(3)).Select(file => file.ToArray())];
            return Read([facts]) == Read(files);
        });

    private static string Read(LedgerFact[][] files)
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, ".phota", "ledger"));
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllBytes(
                Path.Combine(folder.Path, ".phota", "ledger", $"{i}.jsonl"),
                [.. LedgerTests.Header(), .. files[i].SelectMany(LedgerTests.Line)]);
        }

        using Ledger ledger = Ledger.Open(folder.Path);
        return string.Join('\n', new[] { "a", "b" }.SelectMany(fingerprint => ledger.Read(fingerprint, entry => Tell(ledger, entry).ToArray()))
            .Concat(ledger.Jobs().Select(job => $"job {job.JobId} of {job.Source}").Order(StringComparer.Ordinal))
            .Concat(ledger.Images().Select(image => $"image {Path.GetFileName(image.FullName)} {image.Sha256} {image.CreatedAt:O}").Order(StringComparer.Ordinal))
            .Concat(ledger.Failures().Select(failure => $"{failure.Reason}").Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Tell(Ledger ledger, LedgerEntry entry)
    {
        for (int variation = 1; variation <= 6; variation++)
        {
            RequestRecord? current = entry.Current(variation);
            yield return $"{variation} is {current?.Status}, attempt {current?.Attempt} from {current?.First} for {current?.Count}, "
                + $"{current?.OpenSend?.Send} {current?.Accepted?.JobId} {current?.Failed?.Error} {current?.Description?.At:O}, "
                + $"told {entry.IsTold(variation, 1)} {entry.IsTold(variation, 2)}, undelivered {entry.IsUndelivered(variation)}, rejected {entry.IsRejected(variation)}";
        }

        foreach (string path in from first in Enumerable.Range(1, 3) from number in Enumerable.Range(1, 3) select $"{first}-{number}.jpg")
            yield return $"{path} is {ledger.OwnerOf(Path.Combine(Path.GetDirectoryName(ledger.Folder)!, path))?.Sha256} of {ledger.OwnerOf(Path.Combine(Path.GetDirectoryName(ledger.Folder)!, path))?.Fingerprint}";
    }
}
