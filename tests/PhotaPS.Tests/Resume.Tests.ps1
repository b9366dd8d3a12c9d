BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    function Get-Charge { @((Get-SandboxBill).entries | Where-Object kind -eq 'charge').Count }
    function Get-LedgerLine { Get-Content (Join-Path $out '.phota/ledger.jsonl') | ConvertFrom-Json }
}

AfterAll { Stop-TestSandbox }

Describe 'Invoke-PhotaEnhance -Resume' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = 1..3 | ForEach-Object {
            $file = New-TestPhoto $in "$_ [x].jpg"
            [IO.File]::AppendAllText($file.FullName, "$_")
            Get-Item -LiteralPath $file.FullName
        }
        $run = { param($options = @{}) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Resume @options }
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'writes a ledger: asked for, submitted, saved' {
        $images = & $run
        $images | Should -HaveCount 3
        $lines = Get-LedgerLine
        $lines[0].event, $lines[0].version | Should -Be 'ledger', 1
        foreach ($image in $images) {
            $mine = $lines | Where-Object id -eq $image.ClientRequestId
            $mine.event | Should -Be 'planned', 'submitted', 'saved'
            $mine[1].job_id | Should -Be $image.JobId
            $mine[2].path | Should -Be (Split-Path $image.Path -Leaf)
            $mine[2].sha256 | Should -Be (Get-FileHash -LiteralPath $image.Path).Hash
        }
        (Get-SandboxRequest).body.client_request_id | Sort-Object | Should -Be ($images.ClientRequestId | Sort-Object)
    }

    It 'sends nothing the second time, and emits the same results' {
        $first = & $run
        $before = @((Invoke-SandboxControl 'requests').requests).Count
        $second = & $run
        @((Invoke-SandboxControl 'requests').requests).Count | Should -Be $before
        $second.Path | Sort-Object | Should -Be ($first.Path | Sort-Object)
        $second.Attempt | Should -Be 0, 0, 0
        $second.EstimatedCost | Should -Be 0.12, 0.12, 0.12
    }

    It 'plans what is left' {
        $null = & $run
        $null = New-TestPhoto $in 'new.jpg'
        $plans = & $run @{ WhatIf = $true }
        $plans.Action | Group-Object -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'Skip 3', 'Submit 1'
        $plans[-1].TotalCost | Should -Be 0.12
    }

    It 'does not pay again for a renamed photo' {
        $null = & $run
        Rename-Item -LiteralPath $files[0].FullName 'renamed.jpg'
        $images = & $run
        Get-Charge | Should -Be 3
        Test-Path -LiteralPath (Join-Path $out 'renamed.jpg') | Should -BeTrue
        $images.Path | Should -Contain (Join-Path $out 'renamed.jpg')
    }

    It 'pays once for two photos with the same bytes' {
        Copy-Item -LiteralPath $files[0].FullName (Join-Path $in 'twin.jpg')
        & $run | Should -HaveCount 4
        Get-Charge | Should -Be 3
    }

    It 'does not skip an edited photo, and keeps its earlier result' {
        $null = & $run
        $old = (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash
        [IO.File]::AppendAllText($files[0].FullName, 'edited')
        $null = & $run
        Get-Charge | Should -Be 4
        (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash | Should -Not -Be $old
        (Get-ChildItem (Join-Path $out '.phota/replaced') | Get-FileHash).Hash | Should -Be $old
    }

    It 'does not skip other options' {
        $null = & $run
        $null = & $run @{ Prompt = 'warmer' }
        Get-Charge | Should -Be 6
    }

    It 'fetches a deleted result again without paying' {
        $null = & $run
        Remove-Item -LiteralPath (Join-Path $out '2 [x].jpg')
        & $run | Should -HaveCount 3
        Test-Path -LiteralPath (Join-Path $out '2 [x].jpg') | Should -BeTrue
        Get-Charge | Should -Be 3
    }

    It 'leaves a result that was changed by hand, and says so' {
        $null = & $run
        Add-Content -LiteralPath (Join-Path $out '2 [x].jpg') 'mine'
        $images = & $run @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
        $images | Should -HaveCount 2
        $again = & $run @{ Force = $true }
        $again | Should -HaveCount 3
        Get-Charge | Should -Be 3
    }

    It 'attaches to a job that was submitted and lost from sight' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Match @{ method = 'GET'; path = '/v1/phota/jobs/*' } -Times 100
        $null = & $run @{ TimeoutSec = 2; ErrorAction = 'SilentlyContinue' }
        Get-ChildItem $out -File | Should -BeNullOrEmpty
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        & $run | Should -HaveCount 3
        Get-Charge | Should -Be 3
        @(Get-SandboxRequest).Count | Should -Be 3
    }

    It 'gets the original job when the answer to the submission was lost' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Times 2
        & $run @{ ThrottleLimit = 1 } | Should -HaveCount 3
        Get-Charge | Should -Be 3
    }

    It 'submits a failed job anew on the next run' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed' }
        $images = & $run @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
        $images | Should -HaveCount 2
        & $run | Should -HaveCount 3
    }

    It 'leaves it to the user to pay again for a job that the service has lost' {
        Add-SandboxFault @{ kind = 'job'; final = 'lost' }
        $images = . $run @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
        $images | Should -HaveCount 2
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'may be charged again'
        @(Get-SandboxRequest).Count | Should -Be 3
        & $run | Should -HaveCount 3
        @(Get-SandboxRequest).Count | Should -Be 4
    }

    It 'fetches through the job when addresses have expired' {
        Add-SandboxFault @{ kind = 'expire' } -Match @{ method = 'GET'; path = '/files/*' }
        & $run | Should -HaveCount 3
        Get-Charge | Should -Be 3
    }

    It 'refuses a ledger of a newer version' {
        $null = New-Item (Join-Path $out '.phota') -ItemType Directory -Force
        Set-Content (Join-Path $out '.phota/ledger.jsonl') '{"event":"ledger","version":2}'
        { & $run } | Should -Throw '*version 2*' -ErrorId 'Phota.OutputFile,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'shares the work of a folder with another process, paying once a photo' {
        $script = {
            param($root, $uri, $in, $out)
            Import-Module (Join-Path $root 'out/PhotaPS/PhotaPS.psd1')
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-shared' -AsPlainText -Force) -BaseUri $uri
            (Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Resume -ErrorAction Stop).Count
        }
        $jobs = 1..2 | ForEach-Object { Start-Job $script -ArgumentList $Root, $Sandbox.BaseUri, $in, $out }
        $jobs | Receive-Job -Wait -AutoRemoveJob | Should -Be 3, 3
        Get-Charge | Should -Be 3
        (Get-ChildItem $out -File).Count | Should -Be 3
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }

    It 'takes its share of a folder' {
        $shares = 1..3 | ForEach-Object { @(Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Shard "$_/3" -WhatIf | Where-Object Source).Source }
        $shares | Sort-Object | Should -Be ($files.FullName | Sort-Object)
        { Invoke-PhotaEnhance "$in/*" -Shard 4/3 } | Should -Throw '*not a share*'
    }

    It 'totals the ledger' {
        $null = & $run @{ Count = 2 }
        $total = Measure-PhotaCost -Destination $out
        $total.Pictures, $total.Cost | Should -Be 6, 0.72
    }

    It 'writes where a result comes from with -Provenance, and neither key nor signature' {
        $image = (& $run @{ Provenance = $true; Prompt = 'warm' })[0]
        $text = Get-Content -LiteralPath "$($image.Path).json" -Raw
        $story = $text | ConvertFrom-Json
        $story.operation, $story.prompt, $story.sha256 | Should -Be 'enhance', 'warm', $image.Sha256
        $story.inputs[0].sha256 | Should -Be (Get-FileHash -LiteralPath $image.Source).Hash
        $text | Should -Not -Match 'sandbox-|signature'
        (Get-Content (Join-Path $out '.phota/ledger.jsonl') -Raw) | Should -Not -Match 'sandbox-|signature'
    }

    It 'needs a destination' {
        { Get-ChildItem $in | Invoke-PhotaEnhance -Resume } | Should -Throw '*-Destination*'
    }
}
