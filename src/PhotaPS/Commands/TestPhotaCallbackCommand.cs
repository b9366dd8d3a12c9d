using System.Management.Automation;
using System.Security;
using System.Text;

namespace PhotaPS;

/// <summary>Tells whether a callback was signed with the account's secret. Polling the job is authoritative all the same.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PhotaCallback", DefaultParameterSetName = BodySet)]
[OutputType(typeof(CallbackVerdict))]
public sealed class TestPhotaCallbackCommand : PhotaCommand
{
    private const string BodySet = "Body";
    private const string RawBodySet = "RawBody";
    private const string PathSet = "Path";

    /// <summary>The body as text, which was UTF-8 on the wire, with nothing added or taken away.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = BodySet,
        HelpMessage = "The body of the callback as text, unchanged.")]
    [AllowEmptyString]
    public string Body { get; set; } = "";

    /// <summary>The body's bytes as they arrived.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RawBodySet, HelpMessage = "The bytes of the body as they arrived.")]
    [AllowEmptyCollection]
    public byte[] RawBody { get; set; } = [];

    /// <summary>A file that holds the body's bytes as they arrived; wildcards are taken literally.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = PathSet,
        HelpMessage = "A file that holds the bytes of the body as they arrived.")]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The value of the header X-Phota-Signature; empty when there was none.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The value of the X-Phota-Signature header; empty if there was none.")]
    [AllowEmptyString]
    [AllowNull]
    public string? Signature { get; set; }

    /// <summary>The account's secret, as Get-PhotaWebhookSecret emits it.</summary>
    [Parameter(Mandatory = true, Position = 2, HelpMessage = "The account's webhook secret, as Get-PhotaWebhookSecret returns it.")]
    [ValidateNotNull]
    public SecureString Secret { get; set; } = new();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(CallbackSignature.Verify(ReadBody(), Signature, new WebhookSecret(Secret.Reveal())));
        }
        catch (PhotaException e)
        {
            WriteError(e, ParameterSetName == PathSet ? Path : null);
        }
    }

    private byte[] ReadBody() => ParameterSetName switch
    {
        RawBodySet => RawBody,
        PathSet => ReadFile(FilePath(Path)),
        _ => Encoding.UTF8.GetBytes(Body),
    };

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{path}' cannot be read: {e.Message}", e)
                .WithAdvice("Give the file that the callback's body was written to.");
        }
    }
}
