BeforeAll {
    $root = Split-Path (Split-Path $PSScriptRoot)
    $settings = Join-Path $root 'PSScriptAnalyzerSettings.psd1'

    # The manifest is looked at where it is staged, among the files that it names.
    $scripts = @(
        Get-ChildItem (Join-Path $root '*') -File -Include *.ps1, *.psd1, *.psm1 -Exclude PhotaPS.psd1
        Get-ChildItem (Join-Path $root 'docs'), (Join-Path $root 'src'), (Join-Path $root 'tests') -Recurse -File -Include *.ps1, *.psd1, *.psm1 |
            Where-Object FullName -notmatch '[\\/](bin|obj)[\\/]'
        Get-Item (Join-Path $root 'out/PhotaPS/PhotaPS.psd1')
    ).FullName

    $hasAnalyzer = [bool](Get-Module PSScriptAnalyzer -ListAvailable)
    function Skip-WithoutAnalyzer {
        if (-not $hasAnalyzer) { Set-ItResult -Skipped -Because 'the module PSScriptAnalyzer is not installed' }
    }

    filter Find-Fault {
        param($Settings)
        Invoke-ScriptAnalyzer -Path $_ -Settings $Settings -ErrorAction Stop |
            ForEach-Object { "$($_.ScriptPath):$($_.Line) $($_.RuleName): $($_.Message)" }
    }
}

Describe 'The scripts' {
    It 'are clean by the settings of this repository' {
        Skip-WithoutAnalyzer
        $scripts.Count | Should -BeGreaterThan 20
        $scripts | Find-Fault $settings | Should -BeNullOrEmpty
    }

    It 'for users show no key in plain text, and are read alike by every PowerShell' {
        Skip-WithoutAnalyzer
        $forUsers = $scripts | Where-Object { $_ -notlike (Join-Path $root 'tests/*') }
        $forUsers.Count | Should -BeGreaterThan 3
        $strict = @{ IncludeRules = 'PSAvoidUsingConvertToSecureStringWithPlainText', 'PSUseBOMForUnicodeEncodedFile' }
        $forUsers | Find-Fault $strict | Should -BeNullOrEmpty
    }
}
