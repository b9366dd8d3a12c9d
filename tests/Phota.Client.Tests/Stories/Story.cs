using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phota.Tests.Batches;
using Phota.Tests.Live;

namespace Phota.Tests.Stories;

/// <summary>
/// A life of a folder, played step by step against the sandbox, whose account is the judge. After each step no promise
/// may be broken: nothing wanted is charged twice, no budget is passed, no photo changes, and receipts never exceed the bill.
/// </summary>
internal sealed class Story(TestSandbox sandbox, SkippingClock clock)
{
    private const decimal Price = 0.12m;
    private const int Away = 2;

    private static readonly string?[] s_prompts = [null, "warmer", "away"];

    // Without a destination nothing repeats a request whose answers are all lost.
    private static readonly string[] s_lost = ["answer lost", "answer cut", "not JSON"];

    private readonly Dictionary<string, string> _photos = [];
    private readonly Dictionary<(string Sha256, int Style), HashSet<(int Count, bool IsDirect)>> _counts = [];
    private readonly HashSet<(string Sha256, int Style)> _retried = [];
    private readonly List<string> _log = [];
    private int _names;
    private int _destinations;
    private decimal _told;
    private decimal _toldAway;
    private bool _isTorn;
    private bool _isUnsure;
    private int _most = 1;

    public string In => sandbox.Folder.File("in");

    public string Log => string.Join(Environment.NewLine, _log);

    public async Task PlayAsync(IReadOnlyList<Step> steps)
    {
        Directory.CreateDirectory(In);
        for (int i = 0; i < 3; i++) AddPhoto();
        foreach (Step step in steps)
        {
            _log.Add(step.ToString());
            await PlayAsync(step);
            await CheckAsync();
        }

        await EndAsync();
    }

    private async Task PlayAsync(Step step)
    {
        string? photo = _photos.Count == 0 ? null : _photos.Keys.Order(StringComparer.Ordinal).ElementAt(step.Which % _photos.Count);
        string[] images = Images(step.Style);
        string? image = images.Length == 0 ? null : images[step.Which % images.Length];
        switch (step.Act)
        {
            case Act.Run: await RunAsync(step); break;
            case Act.RunAway: await RunAwayAsync(step); break;
            case Act.Stop: await StopAsync(step); break;
            case Act.Kill: await KillAsync(step); break;
            case Act.Plan: Planned(step); break;
            case Act.RunTwo: await RunTwoAsync(step); break;
            case Act.AddPhoto: AddPhoto(); break;
            case Act.EditPhoto when photo is not null: Write(photo, Photo()); break;
            case Act.CopyPhoto when photo is not null: Write(NewName(), File.ReadAllBytes(photo)); break;
            case Act.CutPhoto when photo is not null: Write(photo, File.ReadAllBytes(photo)[..50]); break;
            case Act.DeletePhoto when photo is not null: Remove(photo); break;
            case Act.RenamePhoto when photo is not null:
                Write(NewName(), File.ReadAllBytes(photo));
                Remove(photo);
                break;
            case Act.DeleteImage when image is not null: File.Delete(image); break;
            case Act.EditImage when image is not null: File.AppendAllText(image, "edited"); break;
            case Act.RejectImage when image is not null: Reject(image); break;
            case Act.DamageLedger: DamageLedger(step); break;
            case Act.CopyLedger: CopyLedger(step); break;
            case Act.MoveFolder: MoveFolder(); break;
            case Act.PassHours:
                clock.Advance(TimeSpan.FromHours(step.Which));
                await sandbox.PostAsync("clock", new { advance_seconds = step.Which * 3600 });
                break;
            case Act.ChangeService:
                (string name, string value) = Step.Switches[step.Which % Step.Switches.Length];
                await sandbox.PostAsync("switches", new Dictionary<string, string> { [name] = value });
                break;
        }
    }

    private async Task RunAsync(Step step)
    {
        decimal before = await BillAsync();
        decimal? planned = step.Fault == 0 ? Planned(step) : null;
        await FaultAsync(step);
        Allow(step);
        TestRun run = await Batch(step).RunAsync(Requests(step));
        _told += run.Cost;
        decimal paid = await BillAsync() - before;
        await sandbox.DeleteAsync("faults");
        if (step.Budget > 0) Assert.True(paid <= step.Budget * Price, $"budget of {step.Budget} images, ${paid} charged");
        if (planned is not null && run.Ending is null)
        {
            // A damaged line may be the one that says that a request was accepted: it is planned again, and sent again under its id at no cost.
            // A missing image costs nothing where the service still has its job, which a plan does not ask.
            bool isUpperBound = _isUnsure || _isDamaged || run.Errors.Length > 0 || step.Retry.HasFlag(RetryStates.Missing);
            Assert.True(isUpperBound ? paid <= planned : paid == planned, $"planned ${planned}, ${paid} charged");
        }

        foreach (PhotaImage image in run.Images) Assert.True(File.Exists(image.FullName), $"{image.FullName} was emitted and is not there");
    }

    private decimal Planned(Step step)
    {
        decimal cost = 0;
        using BatchProcessor processor = Batch(step).Create(Batch(step).OpenLedger(), _ => { });
        foreach (ImageRequest request in Requests(step))
        {
            try
            {
                cost += processor.Plan(request)?.EstimatedCost ?? 0;
            }
            catch (PhotaException)
            {
                // Refused: the run refuses it as well, at no cost.
            }
        }

        return cost;
    }

    // As a kill would: what is under way ends wherever it is, and what was told is not known.
    private async Task StopAsync(Step step)
    {
        _isTorn = _isUnsure = true;
        await FaultAsync(step);
        Allow(step);
        using TestRun run = Batch(step).Start(Requests(step));
        await Task.WhenAny(run.Task, sandbox.WaitForAsync("started", step.Skip + 1));
        run.Stop();
        try
        {
            await run.Task;
        }
        catch (OperationCanceledException)
        {
            // It was under way.
        }

        run.Dispose();
        _told += run.Cost;
        // What was cut off may be charged until the service is through with it.
        await sandbox.WaitForAsync("settled", (await sandbox.RequestsAsync()).Count);
        await sandbox.DeleteAsync("faults");
    }

    // A process that runs one request at a time does one thing after the other, so what it has written at a moment is what a kill leaves.
    private async Task KillAsync(Step step)
    {
        _isTorn = _isUnsure = true;
        await FaultAsync(step);
        Allow(step);
        using KillPoint kill = new(step.Moment, Destination(step.Style), sandbox.Folder.File("copy"));
        HashSet<string> before = [.. LedgerFiles(step.Style)];
        clock.OnReading = kill.Pass;
        TestRun run = await (Batch(step) with { ThrottleLimit = 1, Tells = false, PrimaryHandler = kill }).RunAsync(Requests(step));
        clock.OnReading = null;
        await sandbox.DeleteAsync("faults");
        if (!kill.IsReached) return;
        kill.Restore();
        foreach (string file in LedgerFiles(step.Style).Where(file => !before.Contains(file))) Bury(file);
    }

    // Its process is this one, which lives; it is to be one that has ended.
    private static void Bury(string ledgerFile)
    {
        string[] lines = File.ReadAllLines(ledgerFile);
        JsonNode header = JsonNode.Parse(lines[0])!;
        header["started"] = DateTimeOffset.UnixEpoch;
        File.WriteAllText(ledgerFile, string.Concat(lines.Skip(1).Prepend(header.ToJsonString()).Select(line => line + "\n")));
    }

    // Without a destination each command pays anew; each job is emitted, in the journal, or known to have failed.
    private async Task RunAwayAsync(Step step)
    {
        await FaultAsync(step);
        HashSet<string> before = [.. (await EntriesAsync()).Select(entry => (string)entry["request_id"]!)];
        using TestRun run = (Batch(step) with { Destination = null }).Start(Requests(step with { Style = Away, IsDirect = false }));
        await run.Task;
        _toldAway += run.Cost;
        await sandbox.DeleteAsync("faults");
        using Ledger journal = Ledger.OpenJournal(clock);
        HashSet<string> known = [.. run.Images.Select(image => image.JobId!), .. journal.Jobs().Select(job => job.JobId), .. journal.FailedJobs()];
        foreach (JsonNode entry in (await EntriesAsync()).Where(entry => (string)entry["kind"]! == "charge" && !before.Contains((string)entry["request_id"]!)))
        {
            if (!s_lost.Contains(Step.Faults[step.Fault].Name)) Assert.Contains((string)entry["job_id"]!, known);
        }
    }

    private async Task RunTwoAsync(Step step)
    {
        await FaultAsync(step);
        Allow(step);
        using TestRun first = Batch(step with { Budget = 0 }).Start(Requests(step));
        using TestRun second = Batch(step with { Budget = 0 }).Start(Requests(step));
        await Task.WhenAll(first.Task, second.Task);
        _told += first.Cost + second.Cost;
        await sandbox.DeleteAsync("faults");
    }

    private TestBatch Batch(Step step) => new(sandbox)
    {
        Clock = clock,
        Destination = Destination(step.Style),
        MaxCost = step.Budget > 0 ? step.Budget * Price : null,
        Retry = step.Retry,
        Overwrite = step.Overwrites,
        IsSubmitOnly = step.IsSubmitOnly,
        ThrottleLimit = 3,
    };

    private string Destination(int style) => sandbox.Folder.File($"out{style}-{_destinations}");

    private ImageRequest[] Requests(Step step)
    {
        List<ImageRequest> requests = [];
        foreach (string photo in _photos.Keys.Order(StringComparer.Ordinal))
        {
            try
            {
                requests.Add(new EnhanceRequest(ImageInput.FromFile(photo))
                {
                    Prompt = s_prompts[step.Style],
                    Count = step.Count,
                    ResponseMode = step.IsDirect ? ResponseMode.Bytes : ResponseMode.Urls,
                });
            }
            catch (PhotaException e) when (e.Kind == PhotaErrorKind.InputFile)
            {
                // Half copied: refused, and the rest goes on.
            }
        }

        return [.. requests];
    }

    // What may be charged for each photo's bytes: as many images as were ever wanted, and those again that a retry asked for.
    private void Allow(Step step)
    {
        _most = Math.Max(_most, step.Count);
        foreach (string sha256 in _photos.Values.Distinct())
        {
            (string, int) key = (sha256, step.Style);
            if (!_counts.TryGetValue(key, out HashSet<(int Count, bool IsDirect)>? counts)) _counts.Add(key, counts = []);
            counts.Add((step.Count, step.IsDirect));
            if (step.Retry != RetryStates.None) _retried.Add(key);
        }
    }

    private async Task CheckAsync()
    {
        foreach ((string photo, string sha256) in _photos) Assert.Equal(sha256, Sha256(photo));
        Assert.All(Directory.GetFileSystemEntries(sandbox.Folder.Path), entry => Assert.Matches("^(in|out[01]-[0-9]+)$", Path.GetFileName(entry)));
        Assert.Equal(_photos.Keys.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(In).Order(StringComparer.Ordinal));
        foreach (((string Sha256, int Style) key, int charged) in await ChargedAsync())
        {
            if (key.Style == Away || _retried.Contains(key)) continue;
            // A request whose lines are all lost is repeated under its id, but only while the count and the path are the same.
            int allowed = !_counts.TryGetValue(key, out HashSet<(int Count, bool IsDirect)>? counts) ? 0
                : _isDamaged ? counts.Sum(wanted => wanted.Count) : counts.Max(wanted => wanted.Count);
            Assert.True(charged <= allowed, $"{charged} images charged, {allowed} wanted");
        }

        decimal bill = (await EntriesAsync()).Where(entry => (string)entry["kind"]! == "charge").Sum(entry => (decimal)entry["amount"]!);
        // A damaged line may be the one that says what was told.
        Assert.True(_isDamaged || _told + _toldAway <= bill, $"receipts say ${_told + _toldAway}, the bill ${bill}");
    }

    // With the service well again, the same command twice leaves nothing to do, nothing under way and nothing half written.
    private async Task EndAsync()
    {
        decimal total = 0;
        for (int style = 0; style <= 1; style++)
        {
            Step quiet = new(Act.Run) { Count = _most, Style = style };
            _log.Add($"at the end: {quiet}");
            await RunAsync(quiet);
            await CheckAsync();
            decimal bill = await BillAsync();
            int posts = await PostsAsync();
            TestRun last = await Batch(quiet).RunAsync(Requests(quiet));
            Assert.Equal((bill, posts), (await BillAsync(), await PostsAsync()));
            if (!_isDamaged) Assert.Equal(0, last.Cost);
            Assert.True(last.Ending is null, last.Ending?.Message);
            using Ledger ledger = Ledger.Open(Destination(style), clock);
            // The job of a photo that was edited since stays in the ledger, and at the service.
            HashSet<string> current = [.. Requests(quiet).Select(request => RequestFingerprint.Compute(request, sandbox.BaseUri).Value)];
            if (last.Errors.Length == 0) Assert.DoesNotContain(ledger.Jobs(), job => current.Contains(job.Fingerprint!));
            string parts = Path.Combine(Destination(style), ".phota", "parts");
            if (last.Errors.Length == 0 && Directory.Exists(parts)) Assert.Empty(Directory.GetFiles(parts));
            AssertNothingIsLost(await EntriesAsync(), ledger, style, last);
            await AssertLedgerIsTheBillAsync(ledger, style);
            total += ledger.Images().Sum(image => image.EstimatedCost ?? 0);
        }

        // What was stopped or killed did not say what it had paid.
        if (!_isTorn && !_isDamaged) Assert.Equal(total, _told);
    }

    // The images of a job that are all saved cost what the bill says of it.
    private async Task AssertLedgerIsTheBillAsync(Ledger ledger, int style)
    {
        ILookup<string?, PhotaImage> images = ledger.Images().ToLookup(image => image.JobId);
        foreach (JsonNode entry in (await EntriesAsync()).Where(entry => (string)entry["kind"]! == "charge" && entry["job_id"] is not null))
        {
            PhotaImage[] saved = [.. images[(string)entry["job_id"]!]];
            if (StyleOf(entry) == style && saved.Length == (int)entry["images"]!) Assert.Equal((decimal)entry["amount"]!, saved.Sum(image => image.EstimatedCost));
        }
    }

    // Each job that was charged is known: its images are saved, or the ledger says why they are not.
    private void AssertNothingIsLost(IReadOnlyList<JsonNode> entries, Ledger ledger, int style, TestRun last)
    {
        HashSet<string> known = [.. ledger.Images().Select(image => image.JobId).OfType<string>(), .. ledger.Jobs().Select(job => job.JobId), .. ledger.FailedJobs()];
        // A request whose answer is lost, and whose id the service has forgotten by now, is an error on every run, under the photo's name of the day.
        string?[] failed = [.. last.Outcomes.Where(outcome => outcome.Error?.Message.Contains("may be paid for", StringComparison.Ordinal) == true).Select(outcome => ((ImageRequest)outcome.Input).Source)];
        foreach (JsonNode entry in entries.Where(entry => (string)entry["kind"]! == "charge" && entry["job_id"] is not null))
        {
            if (StyleOf(entry) != style || _isDamaged || _retried.Contains(((string)entry["input_sha256"]!, style))) continue;
            string[] photos = [.. _photos.Where(photo => photo.Value == (string)entry["input_sha256"]!).Select(photo => photo.Key)];
            if (photos.Length > 0 && !failed.Intersect(photos).Any()) Assert.Contains((string)entry["job_id"]!, known);
        }
    }

    private async Task<Dictionary<(string, int), int>> ChargedAsync()
    {
        await ReadStylesAsync();
        return (await EntriesAsync()).Where(entry => (string)entry["kind"]! == "charge")
            .GroupBy(entry => ((string)entry["input_sha256"]!, StyleOf(entry)))
            .ToDictionary(group => group.Key, group => group.Sum(entry => (int)entry["images"]!));
    }

    private readonly Dictionary<string, int> _styles = [];
    private bool _isDamaged;

    private int StyleOf(JsonNode entry) => _styles.TryGetValue((string)entry["request_id"]!, out int style) ? style : -1;

    private async Task ReadStylesAsync()
    {
        foreach (JsonNode? request in await sandbox.RequestsAsync())
        {
            if ((string)request!["method"]! == "POST") _styles[(string)request["request_id"]!] = Array.IndexOf(s_prompts, (string?)request["body"]?["prompt"]);
        }
    }

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync() => [.. (await sandbox.GetAsync("bill"))["entries"]!.AsArray().Select(entry => entry!)];

    private async Task<decimal> BillAsync() => (await EntriesAsync()).Where(entry => (string)entry["kind"]! == "charge").Sum(entry => (decimal)entry["amount"]!);

    private async Task<int> PostsAsync() => (await sandbox.RequestsAsync()).Count(request => (string)request!["method"]! == "POST");

    private async Task FaultAsync(Step step)
    {
        if (step.Fault == 0) return;
        _isUnsure = true;
        (_, string action, string match) = Step.Faults[step.Fault];
        await sandbox.FaultAsync(action, match, step.Times, step.Skip);
    }

    private void AddPhoto() => Write(NewName(), Photo());

    private string NewName() => Path.Combine(In, $"photo {++_names} [x].png");

    private byte[] Photo() => [.. Pixels.Png(), .. BitConverter.GetBytes(++_names)];

    private void Write(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        _photos[path] = Sha256(path);
    }

    private void Remove(string photo)
    {
        File.Delete(photo);
        _photos.Remove(photo);
    }

    private string[] Images(int style) =>
        Directory.Exists(Destination(style)) ? [.. Directory.GetFiles(Destination(style)).Order(StringComparer.Ordinal)] : [];

    private string[] LedgerFiles(int style)
    {
        string folder = Path.Combine(Destination(style), ".phota", "ledger");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)] : [];
    }

    // A line that cannot be read costs a repeat of its question, which the service answers with the job it knows.
    private void DamageLedger(Step step)
    {
        if (LedgerFiles(step.Style) is not { Length: > 0 } files) return;
        string file = files[step.Which % files.Length];
        string[] lines = File.ReadAllLines(file);
        if (lines.Length < 2) return;
        int line = 1 + (step.Skip % (lines.Length - 1));
        lines[line] = lines[line][..(lines[line].Length / 2)];
        File.WriteAllLines(file, lines);
        _isDamaged = true;
    }

    private static void Reject(string image)
    {
        using Rejections rejections = new();
        try
        {
            rejections.Reject(new() { Operation = "enhance", FullName = image });
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            // The line that says whose it is was damaged.
        }
    }

    private void CopyLedger(Step step)
    {
        if (LedgerFiles(step.Style) is not { Length: > 0 } files) return;
        string file = files[step.Which % files.Length];
        File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, $"conflict {++_names}.jsonl"));
    }

    private void MoveFolder()
    {
        string[] from = [Destination(0), Destination(1)];
        _destinations++;
        for (int style = 0; style <= 1; style++)
        {
            if (Directory.Exists(from[style])) Directory.Move(from[style], Destination(style));
        }
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
