BeforeAll {
    . $PSScriptRoot/Common.ps1
    $secret = 'sandbox-canary-1234567890'
    $key = ConvertTo-SecureString $secret -AsPlainText -Force
    $photo = Join-Path $Photos 'dog.jpg'
}

Describe 'Connect-Phota' {
    BeforeEach {
        $null = Start-TestSandbox
        $uri = $Sandbox.BaseUri
        Disconnect-Phota
        # The sandbox has put its own there, for child processes.
        Remove-Item Env:PHOTA_API_KEY, Env:PHOTA_BASE_URI
    }

    AfterEach {
        Remove-Item Env:PHOTA_API_KEY, Env:PHOTA_BASE_URI -ErrorAction Ignore
        Disconnect-Phota
        Stop-TestSandbox
    }

    It 'connects by a SecureString' {
        (Connect-Phota $key -BaseUri $uri).KeySource | Should -Be '-ApiKey'
        Invoke-PhotaEnhance $photo | Should -HaveCount 1
    }

    It 'connects by a credential' {
        $credential = [pscredential]::new('anyone', $key)
        (Connect-Phota -Credential $credential -BaseUri $uri).KeySource | Should -Be '-Credential'
        Invoke-PhotaEnhance $photo | Should -HaveCount 1
    }

    It 'connects by a secret, where Get-Secret is there' {
        function global:Get-Secret { param($Name, $Vault) if ($Name -eq 'phota') { ConvertTo-SecureString 'sandbox-vault' -AsPlainText -Force } else { throw "no $Name" } }
        try {
            (Connect-Phota -SecretName phota -BaseUri $uri).KeySource | Should -Be 'secret phota'
            Invoke-PhotaEnhance $photo | Should -HaveCount 1
            { Connect-Phota -SecretName other -BaseUri $uri } | Should -Throw '*no other*' -ErrorId 'Phota.Authentication,*'
        }
        finally { Remove-Item Function:Get-Secret }
        { Connect-Phota -SecretName phota -BaseUri $uri } | Should -Throw '*SecretManagement*'
    }

    It 'needs no Connect-Phota when the environment has a key' {
        $env:PHOTA_API_KEY = 'sandbox-env'
        $env:PHOTA_BASE_URI = $uri
        (Get-PhotaConnection).KeySource | Should -Be 'PHOTA_API_KEY'
        Invoke-PhotaEnhance $photo | Should -HaveCount 1
    }

    It 'says the three ways to give a key when there is none, and sends nothing' {
        Get-PhotaConnection | Should -BeNullOrEmpty
        $failure = { $photo | Invoke-PhotaEnhance } | Should -Throw -ErrorId 'Phota.Authentication,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-Phota -ApiKey.*SecretManagement.*PHOTA_API_KEY'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'stops at a key that is refused, after one request' {
        $null = Connect-Phota (ConvertTo-SecureString 'wrong-canary-987' -AsPlainText -Force) -BaseUri $uri
        $failure = { $photo, $photo, $photo | Invoke-PhotaEnhance -ThrottleLimit 1 } | Should -Throw -ErrorId 'Phota.Authentication,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.TargetObject.FullName | Should -Be $photo, $photo, $photo
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match 'wrong-canary'
        @(Get-SandboxRequest).Count | Should -Be 1
    }

    It 'stops at an endpoint that cannot be reached' {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start(); $port = $listener.LocalEndpoint.Port; $listener.Stop()
        $null = Connect-Phota $key -BaseUri "http://127.0.0.1:$port"
        { $photo | Invoke-PhotaEnhance } | Should -Throw -ErrorId 'Phota.Network,*'
    }

    It 'refuses to send the key over plain http to another machine' {
        { Connect-Phota $key -BaseUri http://api.example } | Should -Throw '*https*' -ErrorId 'Phota.Validation,*'
        Get-PhotaConnection | Should -BeNullOrEmpty
    }

    It 'never shows the key' {
        $connection = Connect-Phota $key -BaseUri $uri
        $shown = @(
            $connection | Format-List * -Force | Out-String
            $connection | ConvertTo-Json -Depth 5
            [System.Management.Automation.PSSerializer]::Serialize($connection, 5)
            & { $DebugPreference = 'Continue'; Invoke-PhotaEnhance $photo -Verbose *>&1 } | Format-List * -Force | Out-String
        ) -join "`n"
        $shown | Should -Not -Match 'canary'
    }

    It 'reaches all runspaces of the process, with -Scope Runspace only its own' {
        $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
        $null = Connect-Phota $key -BaseUri $uri -Scope Runspace
        1 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-PhotaConnection).Count } | Should -Be 0
        $null = Connect-Phota $key -BaseUri $uri
        1 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-PhotaConnection).Count } | Should -Be 1
    }
}

Describe 'A session' {
    BeforeAll {
        . $PSScriptRoot/Shell.ps1
        $null = Start-TestSandbox
        Initialize-Operation
        $other = ConvertTo-SecureString 'sandbox-other' -AsPlainText -Force
        $in = Join-Path $TestDrive 'in'
        $null = New-TestPhoto $in (1..6 | ForEach-Object { "$_.jpg" })
    }

    AfterAll { Stop-TestSandbox }

    BeforeEach {
        Reset-Sandbox
        $null = Connect-Phota $key -BaseUri $Sandbox.BaseUri
    }

    It 'keeps for a batch the connection and the budget with which it began' {
        $null = Connect-Phota $key -BaseUri $Sandbox.BaseUri -MaxCost 0.24
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -ThrottleLimit 1 -ErrorVariable failure -ErrorAction SilentlyContinue |
            ForEach-Object { $null = Connect-Phota $other -BaseUri $Sandbox.BaseUri -MaxCost 100; $_ }
        $images | Should -HaveCount 2
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.Budget,*'
        @(Get-Charge) | Should -HaveCount 2
        (Get-PhotaConnection).MaxCost | Should -Be 100
    }

    It 'is not connected to another account while another runspace is at work, but for that runspace alone' {
        Add-SandboxFault @{ kind = 'hold' } -Times -1
        $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
        $job = Start-ThreadJob { Import-Module $using:module; Get-ChildItem $using:in | Invoke-PhotaEnhance -ThrottleLimit 2 }
        Wait-Sandbox 'held'
        $failure = { Connect-Phota $other -BaseUri $Sandbox.BaseUri } | Should -Throw -ErrorId 'Phota.Validation,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Scope Runspace'
        # The same account with another budget is no other account.
        { Connect-Phota $key -BaseUri $Sandbox.BaseUri -MaxCost 5 } | Should -Not -Throw
        { Connect-Phota $other -BaseUri $Sandbox.BaseUri -Scope Runspace } | Should -Not -Throw
        Disconnect-Phota
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        Invoke-SandboxControl 'release' -Method POST | Out-Null
        $job | Receive-Job -Wait -AutoRemoveJob | Should -HaveCount 6
        { Connect-Phota $other -BaseUri $Sandbox.BaseUri } | Should -Not -Throw
    }

    It 'sends nothing to a real account while a sandbox runs: <name>' -ForEach @(
        @{ name = 'connected'; connect = { Connect-Phota $key -BaseUri https://api.phota.invalid } }
        @{ name = 'connected in a runspace of its own'; connect = { Connect-Phota $key -BaseUri https://api.phota.invalid -Scope Runspace } }
        @{ name = 'by the environment'; connect = { Disconnect-Phota; $env:PHOTA_API_KEY = 'real'; $env:PHOTA_BASE_URI = 'https://api.phota.invalid'; Invoke-PhotaEnhance $photo } }
    ) {
        $before = $env:PHOTA_API_KEY, $env:PHOTA_BASE_URI
        try {
            $failure = { & $connect } | Should -Throw '*sandbox runs*nothing is sent to api.phota.invalid*' -ErrorId 'Phota.Validation,*' -PassThru
            $failure.ErrorDetails.RecommendedAction | Should -Match 'Stop-PhotaSandbox'
        }
        finally { $env:PHOTA_API_KEY, $env:PHOTA_BASE_URI = $before }
    }

    It 'of a runspace that was connected to a real account before sends nothing there either' {
        $lines = Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
            Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
            `$other = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
            `$null = `$other.AddScript({
                Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
                Connect-Phota (ConvertTo-SecureString real -AsPlainText -Force) -BaseUri https://api.phota.invalid -Scope Runspace
            }).Invoke()
            `$null = Start-PhotaSandbox -Switch @{ image_size = 'small' }
            `$other.Commands.Clear()
            `$null = `$other.AddScript({ Invoke-PhotaEnhance '$photo' }).Invoke()
            `$other.Streams.Error.Exception.Message
            (Invoke-PhotaEnhance '$photo').Operation
            Stop-PhotaSandbox"
        $lines | Should -Be 'A sandbox runs in this process, so nothing is sent to api.phota.invalid.', 'enhance'
    }
}

Describe 'The first hour' {
    BeforeAll { $null = Start-TestSandbox }
    AfterAll { Stop-TestSandbox }

    It 'proves a key at once with -Test, for free' {
        Reset-Sandbox
        (Connect-Phota (ConvertTo-SecureString 'sandbox-proof' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Test).BaseUri | Should -Be $Sandbox.BaseUri
        (Invoke-SandboxControl 'requests').requests | Should -HaveCount 1
        (Get-SandboxBill).entries | Should -BeNullOrEmpty
    }

    It 'refuses a wrong key at once with -Test, and connects nothing' {
        $before = Get-PhotaConnection
        Add-SandboxFault @{ kind = 'respond'; status = 401 } -Match @{ path = '/v1/phota/*' }
        { Connect-Phota (ConvertTo-SecureString 'wrong' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Test } |
            Should -Throw -ErrorId 'Phota.Authentication,*'
        (Get-PhotaConnection).KeySource | Should -Be $before.KeySource
    }

    It 'says how to give a key that was given as text, and does not repeat it' {
        $failure = { Connect-Phota -ApiKey abc123 } | Should -Throw '*Read-Host -AsSecureString*PHOTA_API_KEY*' -PassThru
        "$failure" | Should -Not -Match 'abc123'
    }
}
