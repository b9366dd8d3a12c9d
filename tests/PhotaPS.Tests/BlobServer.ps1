# Dot-sourced: the storage that the client's tests publish to. There the project names what every file uses.
$usings = 'System', 'System.Collections.Generic', 'System.IO', 'System.Linq', 'System.Threading.Tasks' | ForEach-Object { "using $_;" }
$source = Get-Content (Join-Path $Root 'tests/Phota.Client.Tests/Publishing/BlobServer.cs') -Raw
$assemblies = @(
    'System.Runtime', 'System.Collections', 'System.Collections.Concurrent', 'System.Collections.Specialized', 'System.Linq', 'System.Private.Uri',
    'System.Net.HttpListener', 'System.Net.Primitives', 'System.Net.Sockets', 'System.Net.WebHeaderCollection', 'Microsoft.Win32.Primitives'
)
Add-Type -TypeDefinition "$usings$source" -ReferencedAssemblies $assemblies -IgnoreWarnings -WarningAction SilentlyContinue
