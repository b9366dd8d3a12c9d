BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function Set-Switch([hashtable]$Switch) { Invoke-SandboxControl 'switches' -Method POST -Body $Switch | Out-Null }

    # What the sandbox posts when a job is done: the body's bytes and the signature.
    function Receive-Callback {
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        try {
            $arriving = $listener.GetContextAsync()
            $job = Invoke-PhotaEnhance "$Photos/dog.jpg" -Async -CallbackUri "http://127.0.0.1:$port/hook"
            $arriving.Wait(20000) | Should -BeTrue
            $context = $arriving.Result
            $body = [IO.MemoryStream]::new()
            $context.Request.InputStream.CopyTo($body)
            $context.Response.Close()
            [pscustomobject]@{ JobId = $job.JobId; Body = $body.ToArray(); Signature = $context.Request.Headers['X-Phota-Signature'] }
        }
        finally { $listener.Close() }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'Get-PhotaWebhookSecret' {
    BeforeEach { Reset-Sandbox }

    It 'gives a SecureString, whatever key the service uses: <_>' -ForEach 'secret', 'webhook_secret', 'signing_secret' {
        Set-Switch @{ webhook_secret_key = $_ }
        $secret = Get-PhotaWebhookSecret
        $secret | Should -BeOfType securestring
        ConvertFrom-SecureString $secret -AsPlainText | Should -BeLike 'whsec_*'
    }

    It 'says so when the answer holds none, and does not quote it' {
        Add-SandboxFault @{ kind = 'replace'; status = 200; content_type = 'application/json'; body = '{"token":"hush-hush"}' } -Match @{ path = '*/webhook-secret' } -Times -1
        $failure = { Get-PhotaWebhookSecret } | Should -Throw -ErrorId 'Phota.Response,*' -PassThru
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match 'hush-hush'
    }
}

Describe 'Test-PhotaCallback' {
    BeforeEach {
        Reset-Sandbox
        $secret = Get-PhotaWebhookSecret
    }

    It 'recognises a callback off the wire: <form>, as <expected>' -ForEach @(
        @{ form = 'sha256='; expected = 'PrefixedHex' }
        @{ form = 'hex'; expected = 'Hex' }
        @{ form = 't,v1'; expected = 'Timestamped' }
        @{ form = 'base64'; expected = 'Base64' }
    ) {
        Set-Switch @{ signature_form = $form; callback_body = 'id' }
        $callback = Receive-Callback
        $file = Join-Path $TestDrive 'body.json'
        [IO.File]::WriteAllBytes($file, $callback.Body)
        $text = [Text.Encoding]::UTF8.GetString($callback.Body)

        $verdicts = @(
            Test-PhotaCallback -RawBody $callback.Body -Signature $callback.Signature -Secret $secret
            Test-PhotaCallback -Path $file -Signature $callback.Signature -Secret $secret
            Test-PhotaCallback $text $callback.Signature $secret
        )

        $verdicts.IsValid | Should -Be $true, $true, $true
        $verdicts.Form | Select-Object -Unique | Should -Be $expected
        $verdicts.JobId | Select-Object -Unique | Should -Be $callback.JobId
        ($null -ne $verdicts[0].Timestamp) | Should -Be ($form -eq 't,v1')
        (Test-PhotaCallback "$text " $callback.Signature $secret).IsValid | Should -BeFalse
        (Test-PhotaCallback $text $callback.Signature (ConvertTo-SecureString 'other' -AsPlainText -Force)).IsValid | Should -BeFalse
    }

    It 'goes on to the job, for polling is authoritative' {
        $callback = Receive-Callback
        $verdict = Test-PhotaCallback -RawBody $callback.Body -Signature $callback.Signature -Secret $secret
        $verdict.Note | Should -Match 'Polling is authoritative'
        $verdict.Note | Should -Match 'not confirmed by Phota'
        ($verdict | Wait-PhotaJob).Status | Should -Be 'Succeeded'
    }

    It 'proves nothing without a signature: <name>' -ForEach @(
        @{ name = 'null'; signature = $null }
        @{ name = 'empty'; signature = '' }
        @{ name = 'another hash'; signature = 'sha1=00' }
    ) {
        $verdict = Test-PhotaCallback '{"job_id":"j"}' $signature $secret
        $verdict.IsValid | Should -BeFalse
        $verdict.Form | Should -Be 'None'
        $verdict.Note | Should -Match 'proves nothing'
    }

    It 'reports a file that cannot be read' {
        $missing = Join-Path $TestDrive 'missing.json'
        $failure = { Test-PhotaCallback -Path $missing -Signature 'x' -Secret $secret } | Should -Throw -ErrorId 'Phota.InputFile,*' -PassThru
        $failure.TargetObject | Should -Be $missing
    }

    It 'shows all of the verdict in the width of a terminal' {
        $shown = Test-PhotaCallback '{"job_id":"j-1"}' 'sha256=00' $secret | Out-String -Width 80
        $shown -replace '\e\[[\d;]*m' | Should -Match 'IsValid\s+: False'
        $shown | Should -Match 'j-1'
        $shown -split '\r?\n' | ForEach-Object { ($_ -replace '\e\[[\d;]*m').Length | Should -BeLessOrEqual 80 }
    }
}
