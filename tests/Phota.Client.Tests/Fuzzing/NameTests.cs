using System.Text;

namespace Phota.Tests.Fuzzing;

public sealed class NameTests
{
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "photaps-out");

    [TriedProperty]
    public void A_name_from_a_URL_stays_in_its_folder_on_every_system(HostileName name, byte index)
    {
        // Half a character has no form in a URL.
        string text = Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Text)));
        Uri url = new($"https://cdn.example/{text}?signature={text}");
        NameRules.CheckForWindows(PathOf(new() { Operation = "edit", Source = url.AbsoluteUri, Variation = 1 + (index % 4) }), s_folder);
    }

    [TriedProperty]
    public void A_name_of_a_prompt_stays_in_its_folder_on_every_system(HostileName name, byte index) =>
        NameRules.CheckForWindows(PathOf(new() { Operation = "generate", Prompt = name.Text, Variation = 1 + (index % 4) }), s_folder);

    [TriedProperty]
    public void A_name_of_a_source_stays_in_its_folder(HostileName name, byte index) =>
        NameRules.Check(PathOf(new() { Operation = "edit", Source = $"/photos/{name.Text}", Variation = 1 + (index % 4) }), s_folder);

    [TriedProperty(SkipOnWine = "Wine ends the full path of 'name..\\' with a NUL.")]
    public void A_mirrored_source_stays_below_the_destination_or_is_refused(HostileName folder, HostileName name)
    {
        PhotaImage image = new() { Operation = "edit", Source = $"/photos/{folder.Text}/{name.Text}" };
        try
        {
            OutputTarget target = new OutputFolder(s_folder, "/photos", overwrite: true).TargetFor(image);
            Assert.StartsWith(s_folder, target.Directory, StringComparison.Ordinal);
            NameRules.Check(target.PathFor(0, ImageFormat.Jpeg), target.Directory);
        }
        catch (PhotaException e)
        {
            Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        }
    }

    [TriedProperty]
    public void An_id_is_one_part_of_a_URL_or_refused(HostileName name)
    {
        Uri root = new("https://api.example/v1/phota/jobs/");
        Exception? e = Record.Exception(() =>
        {
            Uri url = new(root, PathPart.Of(name.Text, "job"));
            Assert.Equal((root.Host, root.Segments.Length + 1, ""), (url.Host, url.Segments.Length, url.Query + url.Fragment));
        });
        Assert.True(e is null or PhotaException, $"{e}");
    }

    private static string PathOf(PhotaImage image) =>
        new OutputFolder(s_folder, null, overwrite: true).TargetFor(image).PathFor(image.Index, ImageFormat.Jpeg);
}
