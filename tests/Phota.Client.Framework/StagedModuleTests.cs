using Phota.Tests.Live;

namespace Phota.Tests;

/// <summary>The staged folder itself, in a domain of its own that knows no other folder and no binding redirects, as Windows PowerShell is one.</summary>
public sealed class StagedModuleTests
{
    private const string Theirs = "[\"hello\"] by 11.0.0.0";
    private const string Ours = "Phota by 8.0.0.6";

    [Theory]
    [InlineData(Theirs, Ours, Theirs)]
    [InlineData(Ours, Theirs, Ours)]
    public async Task The_module_makes_an_image_beside_one_with_another_System_Text_Json(params string[] inTurn)
    {
        using TempFolder folder = new();
        await using SandboxHost sandbox = await SandboxHost.StartAsync([]);
        AppDomain domain = AppDomain.CreateDomain("Windows PowerShell", null, new AppDomainSetup { ApplicationBase = folder.Path });
        try
        {
            Type type = typeof(StagedModule);
            StagedModule module = (StagedModule)domain.CreateInstanceFromAndUnwrap(type.Assembly.Location, type.FullName);
            foreach (string line in inTurn)
                Assert.Equal(line, line == Ours ? module.MakeImage(Repository.Root, sandbox.BaseUri.AbsoluteUri) : module.CallConflictingModule(Repository.Root));
        }
        finally
        {
            AppDomain.Unload(domain);
        }
    }
}
