BeforeAll {
    . $PSScriptRoot/Common.ps1
    $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
}

Describe 'Start-PhotaSandbox' {
    AfterEach { Stop-PhotaSandbox }

    It 'connects this session to a local API' {
        $connection = Start-PhotaSandbox
        $connection.BaseUri.IsLoopback | Should -BeTrue
        $connection.KeySource | Should -Be 'sandbox'
        Stop-PhotaSandbox
        Get-PhotaConnection | Should -BeNullOrEmpty
        { Invoke-RestMethod "$($connection.BaseUri)sandbox/clock" } | Should -Throw
    }

    It 'replaces the one that was there' {
        $first = Start-PhotaSandbox
        $second = Start-PhotaSandbox
        $second.BaseUri | Should -Not -Be $first.BaseUri
        { Invoke-RestMethod "$($first.BaseUri)sandbox/clock" } | Should -Throw
    }

    It 'sends nothing with -WhatIf' {
        Start-PhotaSandbox -WhatIf | Should -BeNullOrEmpty
    }

    It 'refuses a switch that it does not know, and says so' {
        { Start-PhotaSandbox -Switch @{ no_such_switch = 1 } } | Should -Throw '*no_such_switch*'
    }

    It 'is like a parity table, but for its own switches' {
        $table = Join-Path $TestDrive "Jürgen's [parity].json"
        @{ rows = @(
                @{ name = 'missing_key_status'; is_switch = $true; position = '401' }
                @{ name = 'error_body'; is_switch = $true; position = 'empty' }
            ) } | ConvertTo-Json -Depth 3 | Set-Content -LiteralPath $table
        $sandbox = Start-PhotaSandbox -Like $table -Switch @{ error_body = 'text' }
        $switches = (Invoke-RestMethod ([uri]::new($sandbox.BaseUri, '/sandbox/switches'))).switches
        ($switches | Where-Object name -EQ missing_key_status).value | Should -Be '401'
        ($switches | Where-Object name -EQ error_body).value | Should -Be 'text'
        { Start-PhotaSandbox -Like (Join-Path $TestDrive 'none.json') } | Should -Throw '*none.json*'
    }

    It 'ends when its PowerShell is killed' {
        $start = New-PwshStartInfo ('-NoProfile', '-NonInteractive', '-Command',
            "Import-Module '$module'; (Start-PhotaSandbox).BaseUri.AbsoluteUri; [Console]::In.ReadLine()")
        $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
        $shell = [Diagnostics.Process]::Start($start)
        $uri = $shell.StandardOutput.ReadLine()
        $poll = [Net.Http.HttpClient]::new().GetStreamAsync("${uri}sandbox/wait?event=started&count=1000&timeout_seconds=60")
        $shell.Kill()
        { $poll.GetAwaiter().GetResult() } | Should -Throw
    }

    # The tool's folder has an executable too, but not one for macOS.
    It 'says what is missing where there is no dotnet' -Skip:$IsMacOS {
        # A process finds what lies beside its own program: it must not be dotnet that runs this.
        $before, $env:DOTNET_ROOT = $env:DOTNET_ROOT, (Split-Path $Pwsh[0])
        $output = & $PSHOME/pwsh -NoProfile -NonInteractive -Command "
            `$env:PATH = '/nowhere'
            Import-Module '$module'
            try { Start-PhotaSandbox } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message; `$_.ErrorDetails.RecommendedAction }"
        $env:DOTNET_ROOT = $before
        $output | Should -Be 'Phota.Service,PhotaPS.StartPhotaSandboxCommand',
            "The sandbox needs the .NET runtime: there is no 'dotnet' on PATH.",
            "Install the .NET 10 SDK or the ASP.NET Core 10 runtime and see that 'dotnet' is on PATH."
    }
}
