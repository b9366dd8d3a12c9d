using System.Text.Json.Serialization;
using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;

namespace Phota.Sandbox.Faults;

/// <summary>What goes wrong. Each kind overrides the moments that it spoils; an answer ends the request there.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RespondFault), "respond")]
[JsonDerivedType(typeof(ModerationFault), "moderation")]
[JsonDerivedType(typeof(PaymentRequiredFault), "payment_required")]
[JsonDerivedType(typeof(ResetFault), "reset")]
[JsonDerivedType(typeof(HoldFault), "hold")]
[JsonDerivedType(typeof(DelayFault), "delay")]
[JsonDerivedType(typeof(SlowFault), "slow")]
[JsonDerivedType(typeof(TruncateFault), "truncate")]
[JsonDerivedType(typeof(ReplaceFault), "replace")]
[JsonDerivedType(typeof(GzipFault), "gzip")]
[JsonDerivedType(typeof(ImagesFault), "images")]
[JsonDerivedType(typeof(ImageBytesFault), "image_bytes")]
[JsonDerivedType(typeof(ExpireFault), "expire")]
[JsonDerivedType(typeof(ForeignUrlFault), "foreign_url")]
[JsonDerivedType(typeof(JobFault), "job")]
[JsonDerivedType(typeof(ProfileFault), "profile")]
internal abstract record FaultAction
{
    private static readonly Dictionary<Type, string> s_kinds = typeof(FaultAction)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    public static FaultAction None { get; } = new NoFault();

    [JsonIgnore]
    public string Kind => s_kinds.GetValueOrDefault(GetType(), "");

    [JsonIgnore]
    public virtual bool ExpiresDownload => false;

    /// <summary>Whether it could do anything to such a request; others pass and do not use it up.</summary>
    public virtual bool Suits(string method, string path) => true;

    /// <summary>Refuses an action whose values make no sense.</summary>
    /// <exception cref="ArgumentException">With the reason.</exception>
    public virtual void Validate()
    {
    }

    public virtual Task<IResult?> BeforeReadAsync(Exchange exchange) => Task.FromResult<IResult?>(null);

    public virtual Task<IResult?> AfterReadAsync(Exchange exchange) => Task.FromResult<IResult?>(null);

    /// <summary>The work is done and charged; <paramref name="result"/> would be the answer.</summary>
    public virtual Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result) => Task.FromResult(result);

    public virtual Stream Shape(Stream body, Exchange exchange) => body;

    public virtual IReadOnlyList<Picture> Alter(IReadOnlyList<Picture> pictures) => pictures;

    public virtual string Link(string url) => url;

    private sealed record NoFault : FaultAction;
}
