namespace Phota.Tests.Http;

public sealed class ServiceTextTests
{
    [Theory]
    [InlineData("a\u001b[31mb\r\nc", "a [31mb  c")]
    [InlineData("see ##vso[task.setvariable variable=x]y", "see # #vso[task.setvariable variable=x]y")]
    [InlineData("###[error]", "# # #[error]")]
    [InlineData("#1 and #2", "#1 and #2")]
    public void It_steers_neither_a_terminal_nor_a_build(string words, string shown) => Assert.Equal(shown, ServiceText.Clean(words));
}
