using System.Text.Json;

namespace Phota;

/// <summary>A small file beside a result that says how it came about; never the key, never a signed address.</summary>
public static class Provenance
{
    /// <summary>Writes <c>&lt;result&gt;.json</c>.</summary>
    /// <param name="image">A saved result.</param>
    /// <param name="plan">The plan that made it.</param>
    /// <exception cref="PhotaException">Kind OutputFile: it cannot be written; the result itself is saved.</exception>
    public static void Write(PhotaImage image, PhotaPlan plan)
    {
        if (image.Path is null) return;
        string path = image.Path + ".json";
        string partial = path + ".part";
        try
        {
            File.WriteAllBytes(partial, Describe(image, plan.Request!));
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' cannot be written: {e.Message}", e) { PaidImages = [image] };
        }
    }

    private static byte[] Describe(PhotaImage image, ImageRequest request)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("operation", image.Operation);
            json.WriteString("prompt", image.Prompt);
            json.WriteString("base_model", image.BaseModel);
            json.WriteString("resolution", image.Resolution);
            json.WriteString("profile_ids", image.ProfileId);
            json.WriteString("known_subject", image.KnownSubject);
            json.WriteStartArray("inputs");
            foreach (ImageInput input in request.Inputs) WriteInput(json, input);
            json.WriteEndArray();
            json.WriteNumber("index", image.Index);
            json.WriteString("sha256", image.Sha256);
            json.WriteString("request_id", image.RequestId);
            json.WriteString("job_id", image.JobId);
            json.WriteString("client_request_id", image.ClientRequestId);
            json.WriteString("created_at", image.CreatedAt);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteInput(Utf8JsonWriter json, ImageInput input)
    {
        json.WriteStartObject();
        if (input is LocalPhoto photo)
        {
            json.WriteString("file", Path.GetFileName(photo.Source));
            json.WriteString("sha256", Convert.ToHexString(photo.Hash()).ToLowerInvariant());
        }
        else
        {
            json.WriteString("address", ((RemotePhoto)input).AddressWithoutQuery);
        }

        json.WriteEndObject();
    }
}
