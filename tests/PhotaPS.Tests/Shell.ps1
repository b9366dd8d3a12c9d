# Dot-sourced after Common.ps1 by tests that need a PowerShell of their own: one that can be stopped, asked and watched.

if (-not ('PhotaPS.Tests.TestHost' -as [type])) { Add-Type -Path $PSScriptRoot/Support/TestHost.cs }

# A runspace that is connected to the sandbox, with a host and, unless told otherwise, an account (and so a gate) of its own.
function New-Shell {
    param([string]$Key = "sandbox-$([guid]::NewGuid())", [string]$HostName = 'Test host')
    $testHost = [PhotaPS.Tests.TestHost]::new($HostName)
    $runspace = [runspacefactory]::CreateRunspace($testHost)
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $null = $shell.AddScript({
            param($module, $uri, $key)
            Import-Module $module
            $null = Connect-Phota (ConvertTo-SecureString $key -AsPlainText -Force) -BaseUri $uri -Scope Runspace
        }).AddParameters(@{ module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'; uri = $Sandbox.BaseUri; key = $Key }).Invoke()
    if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    [pscustomobject]@{
        PowerShell = $shell
        Screen     = $testHost.Screen
        Output     = [System.Management.Automation.PSDataCollection[psobject]]::new()
        Running    = $null
    }
}

# Starts a script in it and returns at once.
function Start-Shell {
    param($Shell, [scriptblock]$Script, [hashtable]$Parameters = @{})
    $Shell.PowerShell.Commands.Clear()
    $null = $Shell.PowerShell.AddScript($Script).AddParameters($Parameters)
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $Shell.Running = $Shell.PowerShell.BeginInvoke($none, $Shell.Output)
}

# Waits for its end and returns what it wrote.
function Wait-Shell {
    param($Shell)
    $null = $Shell.PowerShell.EndInvoke($Shell.Running)
    $Shell.Output.ReadAll()
}

function Close-Shell {
    param($Shell)
    $Shell.PowerShell.Runspace.Dispose()
    $Shell.PowerShell.Dispose()
}

# Lets go on what a fault holds, once it is there.
function Resume-Held {
    Wait-Sandbox 'held'
    Invoke-SandboxControl 'release' -Method POST | Out-Null
}
