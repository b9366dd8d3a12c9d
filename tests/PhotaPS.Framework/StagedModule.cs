using System.Reflection;

namespace Phota.Tests;

/// <summary>Stands in the domain that the module is loaded into; knows it and its rival by their files alone.</summary>
public sealed class StagedModule : MarshalByRefObject
{
    private bool _isImported;

    /// <summary>Lets the other module write its JSON.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "A static one would run in the domain of its caller.")]
    public string CallConflictingModule(string root)
    {
        Assembly rival = Assembly.LoadFrom(Path.Combine(root, "tests", "ConflictingModule", "bin", "module", "net472", "ConflictingModule.dll"));
        return (string)rival.GetType("ConflictingModule.Json", throwOnError: true).GetMethod("Write").Invoke(null, ["hello"]);
    }

    /// <summary>Imports the staged module and generates an image; says by which System.Text.Json its answer was read.</summary>
    public string MakeImage(string root, string endpoint)
    {
        string staged = Path.Combine(root, "out", "PhotaPS", "net472");
        Import(staged);
        Assembly client = Assembly.LoadFrom(Path.Combine(staged, "Phota.Client.dll"));
        object key = Make(client, "Phota.ApiKey", "sandbox-staged");
        object options = With(Make(client, "Phota.PhotaClientOptions", key), "BaseUri", new Uri(endpoint));
        object request = With(Make(client, "Phota.GenerateRequest"), "Prompt", "a lighthouse");
        object caller = Make(client, "Phota.PhotaClient", options);
        Task task = (Task)caller.GetType().GetMethod("MakeAsync").Invoke(caller, [request, null, CancellationToken.None]);
        task.GetAwaiter().GetResult();
        System.Collections.IEnumerable images = (System.Collections.IEnumerable)task.GetType().GetProperty("Result").GetValue(task);
        if (images.Cast<object>().Count() != 1) throw new InvalidOperationException("There is no image.");

        AssemblyName json = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.Location == Path.Combine(staged, "System.Text.Json.dll")).Select(assembly => assembly.GetName()).Single();
        return $"Phota by {json.Version}";
    }

    // As PowerShell does it: the assembly, then its initializer. PowerShell itself is loaded already.
    private void Import(string staged)
    {
        if (_isImported) return;
        _isImported = true;
        string host = Path.Combine(Path.GetDirectoryName(typeof(StagedModule).Assembly.Location), "host", "System.Management.Automation.dll");
        Assembly powerShell = Assembly.LoadFrom(host);
        AppDomain.CurrentDomain.AssemblyResolve += (_, asked) => new AssemblyName(asked.Name).Name == powerShell.GetName().Name ? powerShell : null;
        object events = Make(Assembly.LoadFrom(Path.Combine(staged, "PhotaPS.dll")), "PhotaPS.ModuleEvents");
        events.GetType().GetMethod("OnImport").Invoke(events, null);
    }

    private static object Make(Assembly assembly, string type, params object[] arguments) =>
        Activator.CreateInstance(assembly.GetType(type, throwOnError: true), arguments);

    private static object With(object of, string property, object value)
    {
        of.GetType().GetProperty(property).SetValue(of, value);
        return of;
    }
}
