BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'The staged module' {
    BeforeAll { $staged = Join-Path $Root 'out/PhotaPS' }

    It 'has a clean manifest' {
        $module = Test-ModuleManifest (Join-Path $staged 'PhotaPS.psd1') -WarningVariable warnings
        $module.Version | Should -Be '0.2.0'
        $warnings | Should -BeNullOrEmpty
    }

    It 'exports just what it has' {
        $assembly = (Get-Command Invoke-PhotaEnhance).ImplementingType.Assembly
        $cmdlets = $assembly.GetTypes() | ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object
        (Get-Command -Module PhotaPS).Name | Sort-Object | Should -Be $cmdlets
        Get-Content (Join-Path $staged 'PhotaPS.psd1') -Raw | Should -Not -Match "'\*'"
    }

    It 'uses approved verbs and singular nouns' {
        $approved = (Get-Verb).Verb
        foreach ($command in Get-Command -Module PhotaPS) {
            $command.Verb | Should -BeIn $approved
            $command.Noun | Should -Match '^Phota(\w*[^s])?$'
        }
    }

    It 'ships no assembly but its own on PowerShell 7' {
        (Get-ChildItem "$staged/net8.0").Name | Sort-Object | Should -Be 'Phota.Client.dll', 'PhotaPS.dll'
    }

    It 'ships no copy of PowerShell' {
        Get-ChildItem $staged -Recurse -Filter 'System.Management.Automation*' | Should -BeNullOrEmpty
    }

    It 'goes without a trace when it is removed, its sandbox too' {
        $output = Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
            Import-Module '$staged/PhotaPS.psd1'
            `$null = Start-PhotaSandbox
            `$uri = (Get-PhotaConnection).BaseUri
            Remove-Module PhotaPS
            try { Invoke-RestMethod `$uri/sandbox/clock; 'still there' } catch { 'gone' }"
        $output | Should -Be 'gone'
    }
}
