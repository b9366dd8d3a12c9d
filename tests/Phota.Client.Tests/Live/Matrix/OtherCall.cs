namespace Phota.Tests.Live.Matrix;

/// <summary>A call that makes no images.</summary>
internal sealed record OtherCall(string Name, Func<FaultRow, string?> Words, Func<PhotaClient, string, TempFolder, Task> RunAsync) : ICall
{
    public static readonly IReadOnlyList<OtherCall> All =
    [
        new("train", row => row.Train, (client, _, _) => client.AddProfileAsync(new AddProfileRequest(Photos()))),
        new("status", row => row.Ask, (client, id, _) => client.GetProfileAsync(id)),
        new("list", row => row.Ask, (client, _, _) => client.ListProfilesAsync()),
        new("secret", row => row.Ask, (client, _, _) => client.GetWebhookSecretAsync()),
        new("delete", row => row.Delete, (client, id, _) => client.RemoveProfileAsync(id)),
        new("image", row => row.Image, (client, id, folder) => client.SaveProfilePictureAsync(id, folder.Path)),
    ];

    public string? Expected(FaultRow row) => Words(row);

    public Cell Cell(FaultRow row, TestSandbox sandbox) => new OtherCell(row, this, sandbox);

    public override string ToString() => Name;

    private static Uri[] Photos() => [.. Enumerable.Range(1, 10).Select(number => new Uri($"https://photos.example/{number}.jpg"))];
}
