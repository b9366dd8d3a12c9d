using System.Management.Automation;

namespace PhotaPS;

/// <summary>What happens when the module comes and goes.</summary>
public sealed class ModuleEvents : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve += OwnFolder.Resolve;
#endif
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        SandboxScope.Leave();
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve -= OwnFolder.Resolve;
#endif
    }
}
