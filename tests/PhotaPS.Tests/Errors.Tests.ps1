BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'

    # Two photos one after the other, the first of which meets what was scripted: what came out, and the errors.
    function Invoke-Two([hashtable]$Options = @{}) {
        $errors = $thrown = $null
        $images = try { $dog, "$Photos/harbour.jpeg" | Invoke-PhotaEnhance -ThrottleLimit 1 @Options -ErrorVariable errors -ErrorAction SilentlyContinue } catch { $thrown = $_ }
        [pscustomobject]@{ Images = @($images); Errors = @($thrown ?? $errors) }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'An error of the service' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It '<status> is <id>, <category>, with advice and request id; the next photo goes on: <goesOn>' -ForEach @(
        @{ status = 400; id = 'Phota.Validation'; category = 'InvalidArgument'; goesOn = $true }
        @{ status = 401; id = 'Phota.Authentication'; category = 'AuthenticationError'; goesOn = $false }
        @{ status = 402; id = 'Phota.InsufficientCredit'; category = 'QuotaExceeded'; goesOn = $false }
        @{ status = 403; id = 'Phota.Authentication'; category = 'AuthenticationError'; goesOn = $false }
        @{ status = 404; id = 'Phota.NotFound'; category = 'ObjectNotFound'; goesOn = $true }
        @{ status = 409; id = 'Phota.Validation'; category = 'InvalidArgument'; goesOn = $true }
        @{ status = 422; id = 'Phota.Validation'; category = 'InvalidArgument'; goesOn = $true }
        @{ status = 500; id = 'Phota.Service'; category = 'ResourceUnavailable'; goesOn = $true; direct = $true }
        @{ status = 503; id = 'Phota.Service'; category = 'ResourceUnavailable'; goesOn = $true; direct = $true }
        @{ status = 504; id = 'Phota.Timeout'; category = 'OperationTimeout'; goesOn = $true; direct = $true }
    ) {
        Add-SandboxFault @{ kind = 'respond'; status = $status }
        # A job is asked for again, for that is free.
        $did = Invoke-Two ($direct ? @{ ResponseMode = 'Bytes'; Destination = "$TestDrive/$status" } : @{})
        $did.Images | Should -HaveCount ($goesOn ? 1 : 0)
        $requests = @(Get-SandboxRequest)
        $requests | Should -HaveCount ($goesOn ? 2 : 1)
        $did.Errors | Should -HaveCount 1
        $failure = $did.Errors[0]
        $failure.FullyQualifiedErrorId | Should -Be "$id,PhotaPS.InvokePhotaEnhanceCommand"
        $failure.CategoryInfo.Category | Should -Be $category
        $failure.Exception.RequestId | Should -Be $requests[0].request_id
        $failure.Exception.Message | Should -Match $requests[0].request_id
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-SandboxBill).entries | Should -HaveCount ($goesOn ? 1 : 0)
    }

    It 'is repeated on the job path, where a repeat is free: <_>' -ForEach 500, 502, 503, 504, 408 {
        Add-SandboxFault @{ kind = 'respond'; status = $_ } -Times 2
        $did = Invoke-Two
        $did.Images | Should -HaveCount 2
        $did.Images.Attempt | Should -Be 3, 1
        $did.Errors | Should -BeNullOrEmpty
        @(Get-SandboxRequest) | Should -HaveCount 4
        @(Get-Charge) | Should -HaveCount 2
    }

    It 'is an error on the job path too when it stays: <status>' -ForEach @(
        @{ status = 500; id = 'Phota.Service' }
        @{ status = 504; id = 'Phota.Timeout' }
    ) {
        Add-SandboxFault @{ kind = 'respond'; status = $status } -Times 5
        $did = Invoke-Two
        $did.Images | Should -HaveCount 1
        $did.Errors[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        @(Get-SandboxRequest) | Should -HaveCount 6
    }

    It 'is Phota.Moderation when the content is refused, whatever form that has: <_>' -ForEach 'phota', 'type', 'nested' {
        Set-SandboxSwitch @{ error_body = $_ }
        Add-SandboxFault @{ kind = 'moderation' }
        $did = Invoke-Two
        $did.Errors[0].FullyQualifiedErrorId | Should -BeLike 'Phota.Moderation,*'
        $did.Errors[0].CategoryInfo.Category | Should -Be 'PermissionDenied'
        $did.Errors[0].Exception.ServiceCode | Should -Be 'CONTENT_MODERATION'
        $did.Errors[0].TargetObject.FullName | Should -Be $dog
        $did.Images | Should -HaveCount 1
    }

    It 'is told in the service''s words, whatever form they have: <form>' -ForEach @(
        @{ form = 'phota'; words = 'credit' }
        @{ form = 'type'; words = 'credit' }
        @{ form = 'nested'; words = 'credit' }
        @{ form = 'fastapi'; words = 'credit' }
        @{ form = 'text'; words = 'credit' }
        @{ form = 'html'; words = 'credit' }
        @{ form = 'empty'; words = 'credit' }
    ) {
        Set-SandboxSwitch @{ error_body = $form }
        Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 0 } | Out-Null
        $failure = { Invoke-PhotaEnhance $dog } | Should -Throw -ErrorId 'Phota.InsufficientCredit,*' -PassThru
        $failure.Exception.Message | Should -Match $words
        $failure.Exception.Message | Should -Match "HTTP 402, request id $((Get-SandboxRequest).request_id)"
        $failure.Exception.Message | Should -Not -Match '[<>]'
    }

    It 'is waited out when it says until when: <name>' -ForEach @(
        @{ name = '429 in seconds'; fault = @{ status = 429; retry_after_seconds = 1 } }
        @{ name = '429 as a date'; fault = @{ status = 429; retry_after_date_seconds = 2 } }
        @{ name = '503 in seconds'; fault = @{ status = 503; retry_after_seconds = 1 } }
    ) {
        Add-SandboxFault (@{ kind = 'respond' } + $fault)
        (Invoke-PhotaEnhance $dog).Attempt | Should -Be 2
        (Get-SandboxBill).total | Should -Be 0.12
    }

    It 'is Phota.RateLimited when that is later than may be waited' {
        # Under a key of its own: the service's word holds for the account, also after this test.
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-throttled' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        Add-SandboxFault @{ kind = 'respond'; status = 429; retry_after_seconds = 3600 }
        $failure = { Invoke-PhotaEnhance $dog -TimeoutSec 60 } | Should -Throw -ErrorId 'Phota.RateLimited,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        @(Get-SandboxRequest) | Should -HaveCount 1
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-errors' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
    }

    It 'is Phota.Timeout when the answer takes longer than -TimeoutSec' {
        Add-SandboxFault @{ kind = 'hold'; when = 'before_response' }
        $failure = { Invoke-PhotaEnhance $dog -TimeoutSec 1 } | Should -Throw -ErrorId 'Phota.Timeout,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match '-TimeoutSec|-Async'
    }

    It 'is Phota.Timeout, and free, when the service itself takes too long' {
        Set-SandboxSwitch @{ latency_ms = '2000'; sync_limit_seconds = '1' }
        { Invoke-PhotaEnhance $dog -ResponseMode Bytes -Destination "$TestDrive/slow" } | Should -Throw '*HTTP 504*' -ErrorId 'Phota.Timeout,*'
        (Get-SandboxBill).total | Should -Be 0
    }

    It 'is Phota.Response when the answer is outside the contract: <name>' -ForEach @(
        @{ name = 'HTML'; fault = @{ content_type = 'text/html'; body = '<html>Hello</html>' } }
        @{ name = 'nothing'; fault = @{ content_type = 'application/json'; body = '' } }
        @{ name = 'no image'; fault = @{ content_type = 'application/json'; body = '{"known_subjects":{"counts":{}},"images":[],"download_urls":[]}' } }
        @{ name = 'a URL without https'; fault = @{ content_type = 'application/json'; body = '{"download_urls":["http://images.example/a.jpg"]}' } }
    ) {
        Add-SandboxFault (@{ kind = 'replace'; status = 200 } + $fault)
        $failure = { Invoke-PhotaEnhance $dog -ResponseMode Bytes -Destination "$TestDrive/outside $name" } | Should -Throw -ErrorId 'Phota.Response,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'ProtocolError'
        @(Get-SandboxRequest) | Should -HaveCount 1
    }
}

Describe 'What the contract leaves open of a request' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'an unknown profile: <status>' -ForEach @(
        @{ status = '404'; id = 'Phota.NotFound,*' }
        @{ status = '400'; id = 'Phota.Validation,*' }
    ) {
        Set-SandboxSwitch @{ unknown_profile_status = $status }
        { Invoke-PhotaEnhance $dog -ProfileId nobody } | Should -Throw '*nobody*' -ErrorId $id
        { New-PhotaImage '[[nobody]] at sea' } | Should -Throw '*nobody*' -ErrorId $id
        (Get-SandboxBill).total | Should -Be 0
    }

    It 'an unknown profile that is passed over: the plain price' {
        Set-SandboxSwitch @{ unknown_profile_status = 'ignore' }
        $image = Invoke-PhotaEnhance $dog -ProfileId nobody
        $image.KnownSubject | Should -BeNullOrEmpty
        $image.EstimatedCost | Should -Be 0.12
        (Get-SandboxBill).total | Should -Be 0.12
    }

    It 'a profile in training: <status>' -ForEach @(
        @{ status = '400'; id = 'Phota.Validation,*' }
        @{ status = '404'; id = 'Phota.NotFound,*' }
        @{ status = '409'; id = 'Phota.Validation,*' }
    ) {
        Set-SandboxSwitch @{ not_ready_status = $status }
        $id1 = (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'IN_PROGRESS' }).profile_id
        { Invoke-PhotaRemix $dog $dog -ProfileId $id1 } | Should -Throw "*$id1*" -ErrorId $id
    }

    It 'a profile that is passed but not recognised: the plain price' {
        Set-SandboxSwitch @{ identity_in_output = 'none' }
        $image = Invoke-PhotaEnhance $dog -ProfileId (New-SandboxProfile)
        $image.EstimatedCost | Should -Be 0.12
        (Get-SandboxBill).total | Should -Be 0.12
    }

    It 'a photo count that the tier does not take, past our own rule: <_>' -ForEach '422', '400' {
        Set-SandboxSwitch @{ tier_mismatch_status = $_ }
        $photos = 1..12 | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") }
        $failure = { New-PhotaProfile $photos -AdditionalBody @{ training_tier = 'fast' } } | Should -Throw -ErrorId 'Phota.Validation,*' -PassThru
        $failure.Exception.StatusCode | Should -Be $_
    }

    It 'a photo that the service cannot fetch: <_>' -ForEach '400', '422' {
        Set-SandboxSwitch @{ unfetchable_url_status = $_ }
        $failure = { Invoke-PhotaEnhance -Uri ([uri]::new($Sandbox.BaseUri, '/files/gone/0.jpg')) } | Should -Throw -ErrorId 'Phota.Validation,*' -PassThru
        $failure.Exception.StatusCode | Should -Be $_
    }

    It 'a limit that is not published: <switch>, HTTP <status>' -ForEach @(
        @{ switch = 'prompt_limit'; limit = '5'; status = 422 }
        @{ switch = 'profile_ids_limit'; limit = '1'; status = 422 }
        @{ switch = 'body_limit_bytes'; limit = '1000'; status = 413 }
    ) {
        Set-SandboxSwitch @{ $switch = $limit }
        $ids = 1..2 | ForEach-Object { New-SandboxProfile }
        $failure = { Invoke-PhotaEnhance $dog -Prompt 'very warm' -ProfileId $ids } | Should -Throw -ErrorId 'Phota.Validation,*' -PassThru
        $failure.Exception.StatusCode | Should -Be $status
        $failure.TargetObject.FullName | Should -Be $dog
        (Get-SandboxBill).total | Should -Be 0
    }

    It 'a header that announces a change: it changes nothing' {
        Set-SandboxSwitch @{ deprecation_header = 'on' }
        $image = Invoke-PhotaEnhance $dog
        $image.Format | Should -Be 'Jpeg'
        $image.RequestId | Should -Be (Get-SandboxRequest -Method GET).request_id
    }

    It 'the default format: it is never relied on: <_>' -ForEach 'png', 'jpg', 'clock' {
        Set-SandboxSwitch @{ default_output_format = $_ }
        (Invoke-PhotaEnhance $dog -Destination (Join-Path $TestDrive "default-$_")).Format | Should -Be 'Jpeg'
        (Invoke-PhotaEnhance $dog -OutputFormat Png -Destination (Join-Path $TestDrive "default-$_")).Format | Should -Be 'Png'
    }

    It 'the forms of an answer: <switch> = <value>' -ForEach @(
        foreach ($value in 'empty', 'null', 'missing') { @{ switch = 'empty_array_form'; value = $value } }
        foreach ($value in 'counts', 'missing', 'null') { @{ switch = 'known_subjects_form'; value = $value } }
    ) {
        Set-SandboxSwitch @{ $switch = $value }
        $out = Join-Path $TestDrive "$switch-$value"
        Invoke-PhotaEnhance $dog -Destination "$out-urls" | ForEach-Object { $_.FullName | Should -Exist }
        Invoke-PhotaEnhance $dog -Destination "$out-bytes" -ResponseMode Bytes | ForEach-Object { $_.FullName | Should -Exist }
    }

    It 'the status of an expired URL: <_>; the image stays paid for' -ForEach '403', '400', '404', '410' {
        Set-SandboxSwitch @{ expired_url_status = $_ }
        $image = Invoke-PhotaEnhance $dog
        Step-SandboxClock 86401
        $failure = { $image | Save-PhotaImage (Join-Path $TestDrive 'expired') } | Should -Throw '*cannot be downloaded*' -PassThru
        $failure.Exception.StatusCode | Should -Be $_
        $failure.TargetObject.DownloadUri | Should -Be $image.DownloadUri
        (Get-SandboxBill).total | Should -Be 0.12
    }
}

Describe 'What the contract leaves open of a job' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'what an id gets that was used for another request: ours never meet: <switch> = <value>' -ForEach @(
        foreach ($value in 'original', '409', '422') { @{ switch = 'client_request_id_conflict'; value = $value } }
        foreach ($value in 'account', 'endpoint') { @{ switch = 'client_request_id_scope'; value = $value } }
    ) {
        Set-SandboxSwitch @{ $switch = $value }
        $out = Join-Path $TestDrive "ids-$value"
        $jobs = @(
            Invoke-PhotaEnhance $dog -Async -Destination "$out-1"
            Invoke-PhotaEnhance $dog -Prompt warm -Async -Destination "$out-2"
            Invoke-PhotaEdit $dog warm -Async -Destination "$out-3"
            Invoke-PhotaEdit $dog warm -Async -Destination "$out-3" -Count 2
        )
        $jobs.JobId | Select-Object -Unique | Should -HaveCount 4
        $jobs.ClientRequestId | Select-Object -Unique | Should -HaveCount 4
    }

    It 'how long a job can be asked after' {
        Set-SandboxSwitch @{ job_retention_seconds = '60' }
        $job = Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob
        Step-SandboxClock 61
        { Get-PhotaJob $job.JobId } | Should -Throw "*$($job.JobId)*" -ErrorId 'Phota.NotFound,*'
        $job | Receive-PhotaJob | Should -HaveCount 1
    }

    It 'whether a failed job costs: <_>' -ForEach @(
        @{ refund = 'yes'; total = 0 }
        @{ refund = 'no'; total = 0.12 }
    ) {
        Set-SandboxSwitch @{ refund_failed_job = $refund }
        Add-SandboxFault @{ kind = 'job'; final = 'failed' }
        { Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob | Receive-PhotaJob } | Should -Throw -ErrorId 'Phota.Service,*'
        (Get-SandboxBill).total | Should -Be $total
    }

    It 'how often a callback comes, and what it holds: asking works all the same: <switch> = <value>' -ForEach @(
        foreach ($value in 'once', 'twice', 'lost') { @{ switch = 'callback_delivery'; value = $value } }
        foreach ($value in 'job', 'id') { @{ switch = 'callback_body'; value = $value } }
    ) {
        Set-SandboxSwitch @{ $switch = $value }
        Invoke-PhotaEnhance $dog -Async -CallbackUri 'https://me.example/hook' | Wait-PhotaJob | Receive-PhotaJob | Should -HaveCount 1
    }
}

Describe 'What the contract leaves open of a profile' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'a second deletion: <_>' -ForEach '404', '200' {
        Set-SandboxSwitch @{ delete_again_status = $_ }
        $id = New-SandboxProfile
        Remove-PhotaProfile $id -Confirm:$false
        Remove-PhotaProfile $id -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
        if ($_ -eq '404') { $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*' } else { $failure | Should -BeNullOrEmpty }
    }

    It 'a message where there is none: <_>' -ForEach 'null', 'empty', 'missing' {
        Set-SandboxSwitch @{ profile_message_form = $_ }
        $made = Get-PhotaProfile (New-SandboxProfile)
        $made.Status | Should -Be 'Ready'
        $made.Message | Should -BeNullOrEmpty
    }

    It 'an image before it is ready: <_>' -ForEach '404', '200' {
        Set-SandboxSwitch @{ profile_picture_before_ready = $_ }
        $id = (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'IN_PROGRESS' }).profile_id
        $file = Save-PhotaProfilePicture $id (Join-Path $TestDrive "early-$_") -ErrorVariable failure -ErrorAction SilentlyContinue
        if ($_ -eq '404') { $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*' } else { $file.FullName | Should -Exist }
    }
}
