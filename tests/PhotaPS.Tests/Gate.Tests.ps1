BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    # No grace: whatever arrives before the time is over has come too early.
    $null = Start-TestSandbox @{ retry_grace_ms = 0 }
    Initialize-Operation
    $photo = Join-Path $Photos 'dog.jpg'
}

AfterAll { Stop-TestSandbox }

Describe 'The gate of an account' {
    It 'holds back every runspace of the process when one of them is throttled' {
        Add-SandboxFault @{ kind = 'respond'; status = 429; retry_after_seconds = 3 }
        $one, $two = (New-Shell 'sandbox-shared'), (New-Shell 'sandbox-shared')
        Start-Shell $one { param($photo) Invoke-PhotaEnhance $photo } @{ photo = $photo }
        $one.Screen.WaitForProgress('1 retry').StatusDescription | Should -Match '^0 of 1 done, 1 under way, 1 retry'
        Start-Shell $two { param($photo) $photo, $photo, $photo | Invoke-PhotaEdit -Prompt 'brighter' } @{ photo = $photo }

        Wait-Shell $one | Should -HaveCount 1
        Wait-Shell $two | Should -HaveCount 3
        @(Get-SandboxRequest).Count | Should -Be 5
        (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty
        Close-Shell $one
        Close-Shell $two
    }

    It 'gives an error at once when it stays closed longer than -TimeoutSec' {
        Reset-Sandbox
        Add-SandboxFault @{ kind = 'respond'; status = 429; retry_after_seconds = 3600 }
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-closed' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        $photo, $photo, $photo | Invoke-PhotaEnhance -ThrottleLimit 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be (@('Phota.RateLimited,PhotaPS.InvokePhotaEnhanceCommand') * 3)
        @(Get-SandboxRequest).Count | Should -Be 1
    }
}
