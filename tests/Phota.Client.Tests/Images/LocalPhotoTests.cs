namespace Phota.Tests.Images;

public sealed class LocalPhotoTests
{
    [WindowsTheory]
    [InlineData("nul")]
    [InlineData("con")]
    [InlineData("nul.jpg")]
    public void A_device_is_not_a_photo(string name)
    {
        using TempFolder temp = new();
        PhotaException error = Assert.Throws<PhotaException>(() => ImageInput.FromFile(temp.File(name)));
        Assert.Equal(PhotaErrorKind.InputFile, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }
}
