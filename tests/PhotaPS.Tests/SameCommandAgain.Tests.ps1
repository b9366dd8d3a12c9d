BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    Initialize-Operation
}

AfterAll { Stop-TestSandbox }

Describe 'The same command again' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..3 | ForEach-Object { "$_ [x].jpg" })
        $run = { param($options = @{}) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options }
        $first = & $run
    }

    AfterEach { Assert-NoVerdict }

    It 'has kept a ledger: sent, accepted, saved, told, and neither key nor signature' {
        $first | Should -HaveCount 3
        $facts = Get-LedgerFact $out
        foreach ($image in $first) {
            $mine = $facts | Where-Object fingerprint -EQ $image.Fingerprint
            $mine.state | Should -Be 'sent', 'accepted', 'saved', 'told'
            $mine[0].client_request_id | Should -Be $image.ClientRequestId
            $mine[1].job_id | Should -Be $image.JobId
            $mine[2].path | Should -Be (Split-Path $image.FullName -Leaf)
            $mine[2].sha256 | Should -Be (Get-FileHash -LiteralPath $image.FullName).Hash
        }
        (Get-SandboxRequest).body.client_request_id | Sort-Object | Should -Be ($first.ClientRequestId | Sort-Object)
        Get-ChildItem "$out/.phota" -Recurse -File -Force | Get-Content -Raw | Should -Not -Match 'sandbox-|signature'
    }

    It 'sends nothing, and finds the same images at no cost' {
        $before = @((Invoke-SandboxControl 'requests').requests).Count
        $second = & $run
        @((Invoke-SandboxControl 'requests').requests).Count | Should -Be $before
        $second.FullName | Sort-Object | Should -Be ($first.FullName | Sort-Object)
        $second.Origin | Should -Be 'Found', 'Found', 'Found'
        $second.EstimatedCost | Should -Be 0, 0, 0
        $first.Origin | Should -Be 'New', 'New', 'New'
        ($first.EstimatedCost | Measure-Object -Sum).Sum | Should -Be (Get-SandboxBill).total
    }

    It 'plans what is left' {
        $null = New-TestPhoto $in 'new.jpg'
        $plans = & $run @{ WhatIf = $true }
        $plans.Action | Group-Object -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'Skip 3', 'Submit 1'
        $plans[-1].TotalCost | Should -Be 0.12
    }

    It 'copies the result of a renamed photo, at no cost' {
        Rename-Item -LiteralPath $files[0].FullName 'renamed.jpg'
        $images = & $run
        @(Get-Charge) | Should -HaveCount 3
        $copy = $images | Where-Object FullName -EQ (Join-Path $out 'renamed.jpg')
        $copy.Origin, $copy.EstimatedCost | Should -Be 'Found', 0
        (Get-FileHash -LiteralPath $copy.FullName).Hash | Should -Be (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash
    }

    It 'pays once for two photos with the same bytes, and tells the cost once' {
        $twins = Join-Path $TestDrive "twins-$([guid]::NewGuid())"
        $one = New-TestPhoto $twins 'one.jpg'
        Copy-Item $one (Join-Path $twins 'two.jpg')
        $images = Get-ChildItem $twins | Invoke-PhotaEnhance -Destination $out
        $images | Should -HaveCount 2
        $images.FullName | ForEach-Object { $_ | Should -Exist }
        @(Get-Charge) | Should -HaveCount 4
        $images.EstimatedCost | Sort-Object | Should -Be 0, 0.12
    }

    It 'renews the result of an edited photo, and keeps the earlier one' {
        $old = (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash
        Edit-TestPhoto $files[0].FullName
        $plans = & $run @{ WhatIf = $true }
        $plans.Action | Sort-Object | Should -Be 'Renew', 'Skip', 'Skip'
        $null = & $run
        @(Get-Charge) | Should -HaveCount 4
        (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash | Should -Not -Be $old
        (Get-ChildItem (Join-Path $out '.phota/replaced') | Get-FileHash).Hash | Should -Be $old
    }

    It 'takes the earlier result back when the edit is undone, at no cost' {
        $old = (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash
        $bytes = [IO.File]::ReadAllBytes($files[0].FullName)
        Edit-TestPhoto $files[0].FullName
        $null = & $run
        [IO.File]::WriteAllBytes($files[0].FullName, $bytes)
        $null = & $run
        @(Get-Charge) | Should -HaveCount 4
        (Get-FileHash -LiteralPath (Join-Path $out '1 [x].jpg')).Hash | Should -Be $old
    }

    It 'with other options is refused before anything is paid, and names -Force and -Destination' {
        $images = . $run @{ Prompt = 'warmer'; ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }
        $images | Should -BeNullOrEmpty
        $failure | Should -HaveCount 3
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        $failure[0].Exception.Message | Should -Match 'result of other options'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Destination.*-Force'
        @(Get-Charge) | Should -HaveCount 3

        & $run @{ Prompt = 'warmer'; Force = $true } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 6
        Get-ChildItem (Join-Path $out '.phota/replaced') | Should -HaveCount 3
    }

    It 'fetches a deleted result again at no cost' {
        Remove-Item -LiteralPath (Join-Path $out '2 [x].jpg')
        $images = & $run
        $images | Should -HaveCount 3
        Test-Path -LiteralPath (Join-Path $out '2 [x].jpg') | Should -BeTrue
        $images.EstimatedCost | Should -Be 0, 0, 0
        @(Get-Charge) | Should -HaveCount 3
        @(Get-SandboxRequest) | Should -HaveCount 3
    }

    It 'finds a result that was changed by hand, and leaves it, with -Force too' -ForEach @{ options = @{} }, @{ options = @{ Force = $true } } {
        $mine = Join-Path $out '2 [x].jpg'
        Add-Content -LiteralPath $mine 'mine'
        $hash = (Get-FileHash -LiteralPath $mine).Hash
        $images = & $run $options
        $images.Origin | Should -Be 'Found', 'Found', 'Found'
        (Get-FileHash -LiteralPath $mine).Hash | Should -Be $hash
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'buys only the missing variations of a larger -Count' {
        $images = & $run @{ Count = 3 }
        $images | Should -HaveCount 9
        (Get-SandboxRequest | Select-Object -Skip 3).body.num_output_images | Should -Be 2, 2, 2
        (Get-Charge | Measure-Object images -Sum).Sum | Should -Be 9
        $images | Where-Object Origin -EQ 'New' | Should -HaveCount 6
        ($images | Measure-Object EstimatedCost -Sum).Sum | Should -Be 0.72
        (Get-Result $out).Name | Should -Contain '1 [x].v3.jpg'

        & $run @{ Count = 2 } | Should -HaveCount 6
        (Get-Charge | Measure-Object images -Sum).Sum | Should -Be 9
    }

    It 'asks for at most four images a request' {
        & $run @{ Count = 10; Ordered = $true } | Should -HaveCount 30
        (Get-SandboxRequest | Select-Object -Skip 3).body.num_output_images | Sort-Object | Should -Be 1, 1, 1, 4, 4, 4, 4, 4, 4
        (Get-Charge | Measure-Object images -Sum).Sum | Should -Be 30
        Get-Result $out | Get-FileHash | Select-Object -ExpandProperty Hash -Unique | Should -HaveCount 30
    }

    It 'passes over the results of the destination itself' {
        $told = Get-ChildItem $in, $out | Invoke-PhotaEnhance -Destination $out -Verbose 4>&1
        $told | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String | Should -Match 'is a result of this destination'
        $told | Where-Object { $_ -is [Phota.PhotaImage] } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'totals the ledger' {
        $total = Measure-PhotaCost -Destination $out
        $total.Images, $total.Cost | Should -Be 3, 0.36
    }

    It 'takes its share of a folder' {
        $elsewhere = Join-Path $TestDrive "shares-$([guid]::NewGuid())"
        $shares = 1..3 | ForEach-Object { @(Get-ChildItem $in | Invoke-PhotaEnhance -Destination $elsewhere -Shard "$_/3" -WhatIf | Where-Object Source).Source }
        $shares | Sort-Object | Should -Be ($files.FullName | Sort-Object)
        { Invoke-PhotaEnhance "$in/*" -Shard 4/3 } | Should -Throw '*not a share*'
    }
}

Describe 'The same command again, after something went wrong' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..3 | ForEach-Object { "$_.jpg" })
        $run = { param($options = @{}) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options }
    }

    AfterEach { Assert-NoVerdict }

    It 'attaches to a job that was submitted and lost from sight' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Match @{ method = 'GET'; path = '/v1/phota/jobs/*' } -Times -1
        $null = & $run @{ TimeoutSec = 2; ErrorAction = 'SilentlyContinue' }
        Get-Result $out | Should -BeNullOrEmpty
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        (& $run @{ WhatIf = $true }).Action | Should -Be 'Attach', 'Attach', 'Attach'
        $images = & $run
        $images.Origin | Should -Be 'Fetched', 'Fetched', 'Fetched'
        ($images | Measure-Object EstimatedCost -Sum).Sum | Should -Be (Get-SandboxBill).total
        @(Get-Charge) | Should -HaveCount 3
        @(Get-SandboxRequest) | Should -HaveCount 3
    }

    It 'gets the original job when the answer to the submission was lost in the run before' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Match @{ method = 'POST'; path = '/v1/phota/*' } -Times -1
        $null = & $run @{ TimeoutSec = 2; ThrottleLimit = 1; ErrorAction = 'SilentlyContinue' }
        $charged = @(Get-Charge).Count
        $charged | Should -BeGreaterThan 0
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        & $run | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
        (Get-Charge).client_request_id | Select-Object -Unique | Should -HaveCount 3
    }

    It 'gets the original job when the answer to the submission was lost' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Times 2
        & $run @{ ThrottleLimit = 1 } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'fetches through the job when URLs have expired' {
        Add-SandboxFault @{ kind = 'expire' } -Match @{ method = 'GET'; path = '/files/*' }
        & $run | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'refuses the ledger of the first edition before anything is sent' {
        $null = New-Item (Join-Path $out '.phota') -ItemType Directory -Force
        Set-Content (Join-Path $out '.phota/ledger.jsonl') '{"event":"ledger","version":1}'
        { & $run } | Should -Throw '*cannot read*' -ErrorId 'Phota.OutputFile,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses the ledger of a newer version before anything is sent' {
        $null = New-Item (Join-Path $out '.phota/ledger') -ItemType Directory -Force
        Set-Content (Join-Path $out '.phota/ledger/host-1-abc.jsonl') '{"phota_ledger":2,"host":"host","pid":1}'
        { & $run } | Should -Throw '*newer*' -ErrorId 'Phota.OutputFile,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'loses nothing to a torn or foreign line in the ledger' {
        $null = & $run
        $ledger = Get-ChildItem "$out/.phota/ledger" -Filter *.jsonl
        Add-Content $ledger.FullName '{"state":"sav', 'not JSON', '{}'
        (& $run).Origin | Should -Be 'Found', 'Found', 'Found'
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'shares the work of a folder with another process, paying once a photo' {
        $script = {
            param($root, $uri, $in, $out)
            Import-Module (Join-Path $root 'out/PhotaPS/PhotaPS.psd1')
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-shared' -AsPlainText -Force) -BaseUri $uri
            (Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ErrorAction Stop).Count
        }
        $jobs = 1..2 | ForEach-Object { Start-Job $script -ArgumentList $Root, $Sandbox.BaseUri, $in, $out }
        $jobs | Receive-Job -Wait -AutoRemoveJob | Should -Be 3, 3
        @(Get-Charge) | Should -HaveCount 3
        Get-Result $out | Should -HaveCount 3
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }
}
