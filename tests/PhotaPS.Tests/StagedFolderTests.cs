using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Phota;

namespace PhotaPS.Tests;

public sealed class StagedFolderTests
{
    private static readonly string s_staged = Repository.File("out/PhotaPS");

    // .NET Framework 4.7.2 has them; the last one is PowerShell itself.
    private static readonly string[] s_windows =
        ["mscorlib", "netstandard", "System", "System.Core", "System.Net.Http", "System.Numerics", "System.Xml", "System.Xml.Linq", "System.Management.Automation"];

    [Fact]
    public void What_is_for_Windows_PowerShell_has_all_that_it_needs()
    {
        AssemblyName[] staged = [.. Assemblies("net472").Select(AssemblyName.GetAssemblyName)];
        Assert.Contains("PhotaPS", staged.Select(assembly => assembly.Name));
        Assert.All(Assemblies("net472"), path => Assert.All(References(path), needed => Assert.True(
            s_windows.Contains(needed.Name) || staged.Any(found => found.Name == needed.Name && found.Version >= needed.Version),
            $"{Path.GetFileName(path)} needs {needed}")));
    }

    [Fact]
    public void The_net472_folder_has_only_what_Windows_PowerShell_needs()
    {
        HashSet<string?> needed = [.. Assemblies("net472").SelectMany(References).Select(reference => reference.Name), "PhotaPS"];
        Assert.All(Assemblies("net472"), path => Assert.Contains(Path.GetFileNameWithoutExtension(path), needed));
    }

    [Fact]
    public void No_folder_has_a_copy_of_PowerShell() =>
        Assert.Empty(Directory.EnumerateFiles(s_staged, "System.Management.Automation*", SearchOption.AllDirectories));

    private static string[] Assemblies(string folder) => Directory.GetFiles(Path.Combine(s_staged, folder), "*.dll");

    private static IEnumerable<AssemblyName> References(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }
}
