namespace Phota.Tests.Hostile;

public sealed class NameTests
{
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "photaps-out");

    [TriedProperty]
    public void A_name_of_an_address_stays_in_its_folder_on_every_system(HostileName name, byte index)
    {
        Uri address = new($"https://cdn.example/{Uri.EscapeDataString(name.Text)}?signature={Uri.EscapeDataString(name.Text)}");
        NameRules.CheckForWindows(PathOf(new() { Operation = "edit", Source = address.AbsoluteUri, Index = index % 4 }), s_folder);
    }

    [TriedProperty]
    public void A_name_of_a_prompt_stays_in_its_folder_on_every_system(HostileName name, byte index) =>
        NameRules.CheckForWindows(PathOf(new() { Operation = "generate", Prompt = name.Text, Index = index % 4 }), s_folder);

    [TriedProperty]
    public void A_name_of_a_source_stays_in_its_folder(HostileName name, byte index) =>
        NameRules.Check(PathOf(new() { Operation = "edit", Source = $"/photos/{name.Text}", Index = index % 4 }), s_folder);

    [TriedProperty]
    public void An_id_is_one_part_of_an_address_or_refused(HostileName name)
    {
        Uri root = new("https://api.example/v1/phota/jobs/");
        Exception? e = Record.Exception(() =>
        {
            Uri address = new(root, PathPart.Of(name.Text, "job"));
            Assert.Equal((root.Host, root.Segments.Length + 1, ""), (address.Host, address.Segments.Length, address.Query + address.Fragment));
        });
        Assert.True(e is null or PhotaException, $"{e}");
    }

    private static string PathOf(PhotaImage image) =>
        new OutputFolder(s_folder, null, overwrite: true).TargetFor(image).PathFor(image.Index, ImageFormat.Jpeg);
}
