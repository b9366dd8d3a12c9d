# A prompt with a person at it: a pwsh on a terminal of its own, whose answers are typed.
BeforeDiscovery { $hasTerminal = [bool](Get-Command script -CommandType Application -ErrorAction Ignore) -and $IsLinux }

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function Invoke-AtPrompt {
        param([string]$Command, [string]$Typed)
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $file @"
Remove-Item Env:CI, Env:GITHUB_ACTIONS, Env:TF_BUILD -ErrorAction Ignore
# No terminal stands behind this one to answer the bar's questions about the cursor.
`$ProgressPreference = 'SilentlyContinue'
Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
`$null = Connect-Phota (ConvertTo-SecureString 'sandbox-prompt' -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
$Command
"@
        $Typed | script -qec "$($Pwsh.ForEach{ "'$_'" }) -NoProfile -File '$file'" /dev/null | Out-String
    }
}

AfterAll { Stop-TestSandbox }

Describe 'More than fifty paid requests at a prompt' -Skip:(-not $hasTerminal) {
    BeforeEach { Reset-Sandbox }

    It 'are asked for once, with the total, and a no ends it' {
        $text = Invoke-AtPrompt "1..53 | ForEach-Object { 'https://pictures.example/' + `$_ + '.jpg' } | ForEach-Object { [pscustomobject]@{ DownloadUri = `$_ } } | Invoke-PhotaEnhance | Out-Null" 'n'
        $text | Should -Match '50 requests are sent\. 3 more cost at most \$0\.36\. Go on\?'
        @(Get-SandboxRequest).Count | Should -Be 50
    }

    It 'go on after a yes' {
        $null = Invoke-AtPrompt "1..53 | ForEach-Object { 'a ' + `$_ } | New-PhotaImage | Out-Null" 'y'
        @(Get-SandboxRequest).Count | Should -Be 53
    }

    It 'are not asked for when they are forced or have a budget, and fifty never are' {
        $text = Invoke-AtPrompt @'
1..51 | ForEach-Object { 'a ' + $_ } | New-PhotaImage -Force | Out-Null
1..50 | ForEach-Object { 'a ' + $_ } | New-PhotaImage | Out-Null
'@ ''
        $text | Should -Not -Match 'Go on'
        @(Get-SandboxRequest).Count | Should -Be 101
    }
}

Describe 'A host without a person' {
    It 'never asks' {
        Reset-Sandbox
        $images = 1..51 | ForEach-Object { "a $_" } | New-PhotaImage
        $images | Should -HaveCount 51
    }
}
