namespace Phota.Sandbox.Http;

/// <summary>A whole answer with its length known.</summary>
internal sealed class Answer(int status, string? contentType, ReadOnlyMemory<byte> body) : IResult
{
    public int Status => status;

    public string? ContentType => contentType;

    public ReadOnlyMemory<byte> Body => body;

    public static Answer Ok(object value) => Of(StatusCodes.Status200OK, value);

    public static Answer Of(int status, object value) =>
        new(status, "application/json", Json.Utf8(value));

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method) && body.Length > 0)
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
