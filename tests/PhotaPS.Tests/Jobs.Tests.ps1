BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'
    $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'

    function Get-Poll([string]$JobId) { Get-SandboxRequest "/v1/phota/jobs/$JobId" -Method GET }

    # A cmdlet at work in a runspace of its own, so that the sandbox's clock can be moved meanwhile.
    function Start-Work([scriptblock]$Work, [hashtable]$Parameters = @{}) {
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
        $null = $shell.AddScript({
                param($module, $uri, $work, $parameters)
                Import-Module $module
                $null = Connect-Phota (ConvertTo-SecureString 'sandbox-jobs' -AsPlainText -Force) -BaseUri $uri -Scope Runspace
                & ([scriptblock]::Create($work)) @parameters
            }).AddParameters(@{ module = $module; uri = $Sandbox.BaseUri; work = "$Work"; parameters = $Parameters })
        [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
    }

    # A server that must not be talked to, on another host name than the sandbox's.
    function Start-Stranger {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener
    }
}

AfterAll { Stop-TestSandbox }

Describe '-Async' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxSwitch @{ job_ms = '600000' }
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'emits the job of <operation> at once' -ForEach @(
        @{ operation = 'enhance'; run = { Invoke-PhotaEnhance $dog -Async -Count 2 -OutputFormat Png }; source = $true }
        @{ operation = 'edit'; run = { Invoke-PhotaEdit $dog snow -Async -Count 2 -OutputFormat Png }; source = $true; prompt = 'snow' }
        @{ operation = 'generate'; run = { New-PhotaImage snow -Async -Count 2 -OutputFormat Png }; prompt = 'snow' }
        @{ operation = 'remix'; run = { Invoke-PhotaRemix $dog "$Photos/harbour.jpeg" -Async -Count 2 -OutputFormat Png }; source = $true }
    ) {
        $job = & $run
        $job | Should -BeOfType Phota.PhotaJob
        $job.Status, $job.IsDone, $job.Operation, $job.Count, $job.Format | Should -Be 'Queued', $false, $operation, 2, 'Png'
        $job.Source | Should -Be ($source ? $dog : $null)
        $job.Prompt | Should -Be $prompt
        # Its images tell of their cost.
        $job.EstimatedCost | Should -BeNullOrEmpty
        $request = Get-SandboxRequest "/v1/phota/$operation"
        $request.status | Should -Be 202
        $request.body.async | Should -BeTrue
        $request.body.response_mode | Should -Be 'urls'
        $request.body.client_request_id | Should -Be $job.ClientRequestId
        $request.body.PSObject.Properties.Name | Should -Not -Contain 'callback_url'
        $request.request_id | Should -Be $job.RequestId
        (Get-SandboxBill).entries | Should -BeNullOrEmpty

        Step-SandboxClock 601
        $images = $job | Wait-PhotaJob | Receive-PhotaJob | Sort-Object Variation
        $images.Variation | Should -Be 1, 2
        $images | ForEach-Object { $_.JobId, $_.ClientRequestId, $_.Operation, $_.Source | Should -Be $job.JobId, $job.ClientRequestId, $operation, $job.Source }
        $images | Save-PhotaImage (Join-Path $TestDrive $operation) | ForEach-Object Format | Should -Be 'Png', 'Png'
    }

    It 'gives each of many photos a job and an id of its own' {
        $jobs = Get-ChildItem $Photos | Invoke-PhotaEnhance -Async
        $jobs.JobId | Select-Object -Unique | Should -HaveCount @(Get-ChildItem $Photos).Count
        $jobs.ClientRequestId | Select-Object -Unique | Should -HaveCount $jobs.Count
        Compare-Object $jobs.Source (Get-ChildItem $Photos).FullName | Should -BeNullOrEmpty
    }

    It 'sends the URL to call back, as it is' {
        $null = Invoke-PhotaEnhance $dog -Async -CallbackUri 'https://me.example/hook?a=1%2F2'
        (Get-SandboxRequest).body.callback_url | Should -Be 'https://me.example/hook?a=1%2F2'
    }

    It 'gets its job again after an answer that was lost, and pays once' {
        Set-SandboxSwitch @{ job_ms = '0' }
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' }
        $job = Invoke-PhotaEnhance $dog -Async
        (Get-SandboxRequest).body.client_request_id | Should -Be $job.ClientRequestId, $job.ClientRequestId
        $job.Attempt | Should -Be 2
        $job | Wait-PhotaJob | Receive-PhotaJob | Should -HaveCount 1
        (Get-SandboxBill).total | Should -Be 0.12
    }

    It 'goes on by URL into the next operation' {
        Set-SandboxSwitch @{ job_ms = '0' }
        $image = Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob | Receive-PhotaJob | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg"
        $image.Source | Should -Be $dog
        (Get-SandboxRequest '/v1/phota/remix').body.input_image.kind | Should -Be 'url'
    }
}

Describe 'Get-PhotaJob' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxSwitch @{ job_ms = '600000' }
        $job = Invoke-PhotaEnhance $dog -Async
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'follows a job from queued to done' {
        ($job | Get-PhotaJob).Status | Should -Be 'Queued'
        Step-SandboxClock 100
        ($job | Get-PhotaJob).Status | Should -Be 'Running'
        Step-SandboxClock 600
        $done = $job | Get-PhotaJob
        $done.Status, $done.IsDone, $done.ServiceStatus | Should -Be 'Succeeded', $true, 'succeeded'
        $done.CompletedAt | Should -BeGreaterThan $done.CreatedAt
        $done.Source, $done.ClientRequestId | Should -Be $dog, $job.ClientRequestId
    }

    It 'takes <name>' -ForEach @(
        @{ name = 'an object'; ask = { $job | Get-PhotaJob -TimeoutSec 60 -ThrottleLimit 1 } }
        @{ name = 'objects by name'; ask = { Get-PhotaJob -InputObject $job } }
        @{ name = 'an id by position'; ask = { Get-PhotaJob $job.JobId } }
        @{ name = 'an id by alias'; ask = { Get-PhotaJob -Id $job.JobId } }
        @{ name = 'an object with an id'; ask = { [pscustomobject]@{ JobId = $job.JobId } | Get-PhotaJob } }
        @{ name = 'an object with an Id'; ask = { [pscustomobject]@{ Id = $job.JobId } | Get-PhotaJob } }
        @{ name = 'a result of the job'; ask = { [Phota.PhotaImage]@{ JobId = $job.JobId } | Get-PhotaJob } }
    ) {
        (& $ask).JobId | Should -Be $job.JobId
        @(Get-Poll $job.JobId).Count | Should -Be 1
    }

    It 'asks after several, and reports what does not exist' {
        $other = Invoke-PhotaEnhance $dog -Async
        $found = Get-PhotaJob $job.JobId, 'no-such-job', $other.JobId -ErrorVariable failure -ErrorAction SilentlyContinue
        $found.JobId | Sort-Object | Should -Be ($job.JobId, $other.JobId | Sort-Object)
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.NotFound,PhotaPS.GetPhotaJobCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].Exception.Message | Should -Match 'no-such-job'
    }

    It 'lets no id lead to another URL: <_>' -ForEach '../webhook-secret', 'a/b', '..', 'x?y=1', '%2e%2e' {
        Get-PhotaJob $_ -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.*'
        Get-SandboxRequest -Method GET | Where-Object path -NotLike '/v1/phota/jobs/*' | Should -BeNullOrEmpty
    }
}

Describe 'Wait-PhotaJob' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'waits for many at once, emits the quick before the slow, and shows progress' {
        Set-SandboxSwitch @{ job_ms = '600000' }
        $slow = Invoke-PhotaEnhance $dog -Async
        Set-SandboxSwitch @{ job_ms = '0' }
        $quick = Invoke-PhotaEnhance $dog -Async
        $work = Start-Work { param($jobs) $jobs | Wait-PhotaJob -PollIntervalSec 1 } @{ jobs = $slow, $quick }
        Wait-Sandbox 'finished' -Path "/v1/phota/jobs/$($quick.JobId)"
        Wait-Sandbox 'finished' -Path "/v1/phota/jobs/$($slow.JobId)"
        Step-SandboxClock 601
        $done = $work.Shell.EndInvoke($work.Running)
        $work.Shell.HadErrors | Should -BeFalse
        $done.JobId | Should -Be $quick.JobId, $slow.JobId
        $done.Status | Should -Be 'Succeeded', 'Succeeded'
        @(Get-Poll $slow.JobId).Count | Should -BeGreaterOrEqual 2
        $progress = $work.Shell.Streams.Progress
        $progress[0].Activity | Should -Be 'Phota jobs'
        $progress[-1].RecordType | Should -Be 'Completed'
        $work.Shell.Dispose()
    }

    It 'pauses between two questions' {
        Set-SandboxSwitch @{ min_poll_ms = '1000' }
        Add-SandboxFault @{ kind = 'job'; states = @('queued', 'running'); final = 'succeeded' }
        $job = Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob -PollIntervalSec 1
        $job.Status | Should -Be 'Succeeded'
        $polls = @(Get-Poll $job.JobId)
        $polls.Count | Should -Be 3
        $polls[1].started_ms - $polls[0].started_ms | Should -BeGreaterOrEqual 990
        $polls[2].started_ms - $polls[1].started_ms | Should -BeGreaterOrEqual 990
    }

    It 'takes a state that it does not know for still running, until -TimeoutSec' {
        Add-SandboxFault @{ kind = 'job'; states = @('brewing'); final = 'never' }
        $job = Invoke-PhotaEnhance $dog -Async
        Wait-PhotaJob $job.JobId -TimeoutSec 2 -PollIntervalSec 1 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.Timeout,PhotaPS.WaitPhotaJobCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failure[0].Exception.Message | Should -Match "$($job.JobId) is not done after 2 seconds: brewing"
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Wait-PhotaJob.*-TimeoutSec'
        @(Get-Poll $job.JobId).Count | Should -BeGreaterThan 1
        ($job | Get-PhotaJob).Status, ($job | Get-PhotaJob).ServiceStatus | Should -Be 'Unknown', 'brewing'
    }

    It 'goes on after a state that it does not know' {
        Add-SandboxFault @{ kind = 'job'; states = @('brewing', 'RUNNING'); final = 'succeeded' }
        (Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob -PollIntervalSec 1).Status | Should -Be 'Succeeded'
    }

    It 'reports a job that vanishes, and emits the others' {
        Add-SandboxFault @{ kind = 'job'; states = @('running'); final = 'lost' }
        $jobs = Invoke-PhotaEnhance $dog, $dog -Async -ThrottleLimit 1
        $done = $jobs | Wait-PhotaJob -PollIntervalSec 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $done.JobId | Should -Be $jobs[1].JobId
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        $failure[0].TargetObject.JobId | Should -Be $jobs[0].JobId
    }

    It 'outlives a service that fails for a while' {
        Set-SandboxSwitch @{ job_ms = '0' }
        $job = Invoke-PhotaEnhance $dog -Async
        Add-SandboxFault @{ kind = 'respond'; status = 503 } -Match @{ method = 'GET'; path = '/v1/phota/jobs/*' } -Times 2
        ($job | Wait-PhotaJob).Status | Should -Be 'Succeeded'
        (Get-Poll $job.JobId).status | Should -Be 503, 503, 200
    }

    It 'gives the prompt back at once when it is stopped' {
        Set-SandboxSwitch @{ job_ms = '600000' }
        $jobs = Invoke-PhotaEnhance $dog, $dog -Async
        $work = Start-Work { param($jobs) $jobs | Wait-PhotaJob } @{ jobs = $jobs }
        $jobs | ForEach-Object { Wait-Sandbox 'finished' -Path "/v1/phota/jobs/$($_.JobId)" }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $work.Shell.Stop()
        $clock.ElapsedMilliseconds | Should -BeLessThan 500
        $work.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $work.Shell.Dispose()
    }
}

Describe 'Receive-PhotaJob' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'says clearly that a job is not done: <name>' -ForEach @(
        @{ name = 'by object'; receive = { $job | Receive-PhotaJob } }
        @{ name = 'by id'; receive = { Receive-PhotaJob $job.JobId } }
    ) {
        Set-SandboxSwitch @{ job_ms = '600000' }
        $job = Invoke-PhotaEnhance $dog -Async
        $failure = { & $receive } | Should -Throw "*$($job.JobId) is not done: queued*" -ErrorId 'Phota.Validation,PhotaPS.ReceivePhotaJobCommand' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Wait-PhotaJob'
        $failure.TargetObject.JobId | Should -Be $job.JobId
    }

    It 'asks once for a job that is not known to be done, and not for one that is' {
        $job = Invoke-PhotaEnhance $dog -Async
        $job | Receive-PhotaJob | Should -HaveCount 1
        $done = $job | Wait-PhotaJob
        $asked = @(Get-Poll $job.JobId).Count
        $asked | Should -Be 2
        $done | Receive-PhotaJob | Should -HaveCount 1
        @(Get-Poll $job.JobId).Count | Should -Be $asked
    }

    It 'takes an id from anywhere, and knows of it what the service tells' {
        $job = Invoke-PhotaEnhance $dog -Async
        Disconnect-Phota
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-jobs' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        $image = Receive-PhotaJob -Id $job.JobId -TimeoutSec 60 -ThrottleLimit 1
        $image.JobId | Should -Be $job.JobId
        ($image | Save-PhotaImage (Join-Path $TestDrive 'by-id')).FullName | Should -Exist
    }

    It 'tells why a job failed: <code>' -ForEach @(
        @{ code = 'INTERNAL_ERROR'; id = 'Phota.Service' }
        @{ code = 'CONTENT_MODERATION'; id = 'Phota.Moderation' }
    ) {
        Add-SandboxFault @{ kind = 'job'; final = 'failed'; code = $code; detail = 'It did not work out.' }
        $done = Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob
        $done.Status, $done.Error, $done.ErrorCode | Should -Be 'Failed', 'It did not work out.', $code
        $done | Receive-PhotaJob -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -Be "$id,PhotaPS.ReceivePhotaJobCommand"
        $failure[0].Exception.Message | Should -Match "$($done.JobId) failed: It did not work out"
        $failure[0].Exception.ServiceCode | Should -Be $code
        $failure[0].TargetObject.JobId | Should -Be $done.JobId
        (Get-SandboxBill).total | Should -Be 0
    }

    It 'emits the images of the good and an error for the bad' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed' } -Skip 1
        $jobs = Invoke-PhotaEnhance $dog, $dog, $dog -Async -ThrottleLimit 1
        $images = $jobs | Wait-PhotaJob | Receive-PhotaJob -ErrorVariable failure -ErrorAction SilentlyContinue
        $images.JobId | Sort-Object | Should -Be ($jobs[0, 2].JobId | Sort-Object)
        $failure.TargetObject.JobId | Should -Be $jobs[1].JobId
    }
}

Describe 'Jobs in a CSV file' {
    BeforeEach {
        Reset-Sandbox
        $csv = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'are all there, cell by cell' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed' } -Skip 1
        $jobs = Get-ChildItem $Photos/dog.* | Invoke-PhotaEnhance -Prompt warm -ProfileId (New-SandboxProfile) -Async -ThrottleLimit 1 | Wait-PhotaJob
        $jobs | Export-Csv $csv
        $rows = Import-Csv $csv
        foreach ($i in 0, 1) {
            foreach ($property in $jobs[$i].PSObject.Properties.Name) { $rows[$i].$property | Should -Be ('{0}' -f $jobs[$i].$property) -Because $property }
        }
        $rows.Status | Sort-Object | Should -Be 'Failed', 'Succeeded'
        $rows.ErrorCode | Should -Contain 'INTERNAL_ERROR'
    }

    It 'can be asked after, waited for and received later, and keep their names' {
        Set-SandboxSwitch @{ job_ms = '600000' }
        Get-ChildItem $Photos/dog.* | Invoke-PhotaEnhance -Async | Export-Csv $csv
        Import-Csv $csv | Get-PhotaJob | ForEach-Object Status | Should -Be 'Queued', 'Queued'
        Step-SandboxClock 601
        Import-Csv $csv | Wait-PhotaJob | Export-Csv "$csv.done"
        $images = Import-Csv "$csv.done" | Receive-PhotaJob | Save-PhotaImage (Join-Path $TestDrive 'later')
        Compare-Object $images.Source (Get-ChildItem $Photos/dog.*).FullName | Should -BeNullOrEmpty
        $images.FullName | Split-Path -Leaf | Sort-Object | Should -Be 'dog.jpg', 'dog.png.jpg'
        $images.EstimatedCost | Should -Be 0.12, 0.12
        $images.Operation | Should -Be 'enhance', 'enhance'
    }

    It 'need no more than their ids' {
        $job = Invoke-PhotaEnhance $dog -Async
        "JobId`n$($job.JobId)" | Set-Content $csv
        (Import-Csv $csv | Wait-PhotaJob).Status | Should -Be 'Succeeded'
        (Import-Csv $csv | Receive-PhotaJob).JobId | Should -Be $job.JobId
    }
}

Describe 'Every form that the contract leaves open' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'is understood: <switch> = <value>' -ForEach @(
        foreach ($value in 'default', 'alternative', 'other', 'upper') { @{ switch = 'job_state_names'; value = $value } }
        foreach ($value in 'result', 'flat', 'wrapped', 'output') { @{ switch = 'job_body_form'; value = $value } }
        foreach ($value in 'absolute', 'relative', 'foreign_host') { @{ switch = 'poll_url_form'; value = $value } }
        foreach ($value in 'yes', 'no') { @{ switch = 'resign_urls_on_poll'; value = $value } }
        foreach ($value in 'empty', 'null', 'missing') { @{ switch = 'empty_array_form'; value = $value } }
        foreach ($value in 'counts', 'missing', 'null') { @{ switch = 'known_subjects_form'; value = $value } }
    ) {
        Set-SandboxSwitch @{ $switch = $value; job_ms = '600000' }
        Add-SandboxFault @{ kind = 'job'; final = 'failed'; detail = 'It did not work out.' } -Skip 1
        $good, $bad = Invoke-PhotaEnhance $dog, $dog -Count 2 -Async -ThrottleLimit 1
        $good.IsDone | Should -BeFalse
        { $good | Receive-PhotaJob } | Should -Throw '*is not done*'
        ($good | Get-PhotaJob).IsDone | Should -BeFalse
        Step-SandboxClock 300
        ($good | Get-PhotaJob).Status | Should -Be 'Running'
        Step-SandboxClock 301
        $done = $good, $bad | Wait-PhotaJob -TimeoutSec 10
        ($done | Where-Object JobId -eq $good.JobId).Status | Should -Be 'Succeeded'
        ($done | Where-Object JobId -eq $bad.JobId).Status | Should -Be 'Failed'
        $good | Receive-PhotaJob | Save-PhotaImage (Join-Path $TestDrive "$switch-$value") | Should -HaveCount 2
        { $bad | Receive-PhotaJob } | Should -Throw '*It did not work out*' -ErrorId 'Phota.Service,*'
    }
}

Describe 'The key' {
    BeforeEach {
        Reset-Sandbox
        $stranger = Start-Stranger
        $foreign = "http://localhost:$($stranger.LocalEndpoint.Port)"
    }

    AfterEach {
        $stranger.Stop()
        (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty
    }

    It 'goes to no poll_url on another host, and nothing else does' {
        $job = Invoke-PhotaEnhance $dog -Async
        $answer = @{ job_id = $job.JobId; status = 'queued'; poll_url = "$foreign/v1/phota/jobs/$($job.JobId)" } | ConvertTo-Json
        Add-SandboxFault @{ kind = 'respond'; status = 202; content_type = 'application/json'; body = $answer }
        $again = Invoke-PhotaEnhance $dog -Async
        $again.JobId | Should -Be $job.JobId
        $again | Get-PhotaJob | Wait-PhotaJob | Receive-PhotaJob | Should -HaveCount 1
        $stranger.Pending() | Should -BeFalse
        (Get-Poll $job.JobId)[0].headers.'x-api-key' | Should -Be 'present'
    }

    It 'follows no redirect to another host' {
        $job = Invoke-PhotaEnhance $dog -Async
        Add-SandboxFault @{ kind = 'respond'; status = 302; headers = @{ Location = "$foreign/jobs" }; content_type = 'text/html'; body = '' } -Match @{ method = 'GET'; path = '/v1/phota/jobs/*' }
        { $job | Get-PhotaJob } | Should -Throw '*redirect*' -ErrorId 'Phota.Response,*'
        $stranger.Pending() | Should -BeFalse
    }

    It 'does not go along when an image lies on another host' {
        Add-SandboxFault @{ kind = 'foreign_url'; url = "$foreign/image.jpg" }
        $image = Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob | Receive-PhotaJob
        $image.DownloadUri | Should -Be "$foreign/image.jpg"
        $work = Start-Work { param($image, $out) $image | Save-PhotaImage $out -TimeoutSec 20 } @{ image = $image; out = (Join-Path $TestDrive 'foreign') }
        $accepting = $stranger.AcceptTcpClientAsync()
        $accepting.Wait(20000) | Should -BeTrue
        $reader = [IO.StreamReader]::new($accepting.Result.GetStream())
        $head = while ($line = $reader.ReadLine()) { $line }
        $work.Shell.Stop()
        $accepting.Result.Dispose()
        $head[0] | Should -Be 'GET /image.jpg HTTP/1.1'
        $head -join "`n" | Should -Not -Match 'api-key|sandbox-?\S*key'
        $work.Shell.Dispose()
    }
}

Describe 'What is seen of a job' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxSwitch @{ job_ms = '600000' }
        $job = Invoke-PhotaEnhance $dog -Async
    }

    It 'fits a terminal' {
        $lines = ($job | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] -replace '\e\[[\d;]*m' | Should -Match '^JobId\s+Status\s+Operation Source'
        $lines[2] | Should -Match "^$($job.JobId) queued\s+enhance\s+dog\.jpg\s*$"
    }

    It 'is what Tab offers in this session, and only in this one; Tab sends no request' {
        function Complete([string]$Line) { @((TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText) }
        $asked = @((Invoke-SandboxControl 'requests').requests).Count
        foreach ($line in 'Get-PhotaJob ', 'Get-PhotaJob -Id ', 'Wait-PhotaJob -JobId ', 'Receive-PhotaJob ') { Complete $line | Should -Contain $job.JobId }
        Complete "Wait-PhotaJob $($job.JobId.Substring(0, 8))" | Should -Be $job.JobId
        $work = Start-Work { TabExpansion2 'Get-PhotaJob ' -cursorColumn 13 | ForEach-Object { $_.CompletionMatches.CompletionText } }
        $work.Shell.EndInvoke($work.Running) | Should -Not -Contain $job.JobId
        $work.Shell.Dispose()
        @((Invoke-SandboxControl 'requests').requests).Count | Should -Be $asked
    }
}
