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

Describe 'More than -ConfirmAbove at a prompt' -Skip:(-not $hasTerminal) {
    BeforeEach { Reset-Sandbox }

    It 'is asked for once, before the first request, with the total; a no sends nothing and keeps all of it' {
        $text = Invoke-AtPrompt "
            1..53 | ForEach-Object { [pscustomobject]@{ DownloadUri = 'https://images.example/' + `$_ + '.jpg' } } | Invoke-PhotaEnhance -ErrorVariable left -ErrorAction SilentlyContinue
            'left: ' + @(`$left[0].TargetObject).Count" 'n'
        $text | Should -Match '53 requests so far, at most \$6\.36\. Continue\?'
        $text | Should -Match 'left: 53'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'goes on after a yes' {
        $null = Invoke-AtPrompt "1..3 | ForEach-Object { 'https://images.example/' + `$_ + '.jpg' } | ForEach-Object { Invoke-PhotaEnhance -Uri `$_ -ConfirmAbove 0.1 } | Out-Null" "y`ny`ny"
        @(Get-SandboxRequest).Count | Should -Be 3
    }

    It 'says first that a price is not known' {
        $text = Invoke-AtPrompt "1..3 | ForEach-Object { 'a ' + `$_ } | New-PhotaImage | Out-Null" 'n'
        $text | Should -Match 'The price of 3 requests is unknown\. 3 requests so far\. Continue\?'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'is asked for by -Watch, of what is there; a no ends the watching' {
        $in = Join-Path $TestDrive 'watched'
        # They have lain there for long enough to be settled.
        New-TestPhoto $in '1.jpg', '2.jpg' | ForEach-Object { $_.LastWriteTime = (Get-Date).AddHours(-1) }
        $text = Invoke-AtPrompt "
            Invoke-PhotaEnhance '$in' -Watch -Destination '$TestDrive/watched-out' -ConfirmAbove 0.2 -ErrorVariable left -ErrorAction SilentlyContinue
            'left: ' + @(`$left[0].TargetObject).Count" 'n'
        $text | Should -Match '2 requests so far, at most \$0\.24\. Continue\?'
        $text | Should -Match 'left: 2'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'is asked for by -Watch where a photo that arrives passes it, once' {
        $in = Join-Path $TestDrive 'arriving'
        $null = New-TestPhoto $in '1.jpg'
        $null = New-TestPhoto "$in-later" '2.jpg', '3.jpg'
        $text = Invoke-AtPrompt "
            Invoke-PhotaEnhance '$in' -Watch -IdleTimeoutSec 8 -Destination '$TestDrive/arriving-out' -ConfirmAbove 0.2 | ForEach-Object {
                if (`$_.Name -ne '3.jpg') { Move-Item ('$in-later/' + (1 + `$_.Name[0] - 48) + '.jpg') '$in' }
                'made: ' + `$_.Name
            }" 'y'
        [regex]::Matches($text, 'Continue').Count | Should -Be 1
        $text | Should -Match '1 of 2 requests sent so far, at most \$0\.24 in all\. Continue\?'
        $text | Should -Match 'made: 3\.jpg'
        Get-SandboxRequest | Should -HaveCount 3
    }

    It 'is not asked for below it, with a budget, with -Confirm:$false, or where nothing is new' {
        $in = Join-Path $TestDrive 'in'
        $null = New-TestPhoto $in '1.jpg', '2.jpg'
        $null = Get-ChildItem $in | Invoke-PhotaEnhance -Destination "$TestDrive/out"
        $text = Invoke-AtPrompt @"
Get-ChildItem '$in' | Invoke-PhotaEnhance | Out-Null
Get-ChildItem '$in' | Invoke-PhotaEnhance -ConfirmAbove 0.1 -MaxCost 10 | Out-Null
Get-ChildItem '$in' | Invoke-PhotaEnhance -ConfirmAbove 0.1 -Confirm:`$false | Out-Null
Get-ChildItem '$in' | Invoke-PhotaEnhance -ConfirmAbove 0 -Destination '$TestDrive/out' | Out-Null
"@ ''
        $text | Should -Not -Match 'Continue'
        @(Get-SandboxRequest).Count | Should -Be 8
    }
}

Describe 'A host without a person' {
    It 'never asks' {
        Reset-Sandbox
        $images = 1..51 | ForEach-Object { "a $_" } | New-PhotaImage
        $images | Should -HaveCount 51
    }
}
