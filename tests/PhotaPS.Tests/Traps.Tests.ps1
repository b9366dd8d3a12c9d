# What a careful user did and lost money by, each with what it is charged for and what lies on disk afterwards.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    Initialize-Operation

    function New-Folder { Join-Path $TestDrive ([guid]::NewGuid().ToString('N').Substring(0, 8)) }

    # Runs until a moment, and is stopped as by Ctrl+C; the rest of the sandbox's work is let go.
    function Stop-At([scriptblock]$Script, [hashtable]$Parameters, [scriptblock]$Moment) {
        $shell = New-Shell -Key 'sandbox-key'
        try {
            Start-Shell $shell $Script $Parameters
            & $Moment
            $shell.PowerShell.Stop()
            $shell.Screen.Lines
        }
        finally { Close-Shell $shell }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'A trap of the first edition' {
    BeforeEach {
        Reset-Sandbox
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-key' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        $in, $out = (New-Folder), (New-Folder)
    }

    AfterEach { Assert-NoVerdict }

    It '1: a nightly budget does not count what is there: 15 photos, three a night, five nights' {
        $null = New-TestPhoto $in (1..15 | ForEach-Object { "$_.jpg" })
        foreach ($night in 1..5) {
            $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -MaxCost 0.36 -ErrorVariable failure -ErrorAction SilentlyContinue
            @($images | Where-Object Origin -EQ 'New') | Should -HaveCount 3
            $images | Should -HaveCount (3 * $night)
            @(Get-Charge) | Should -HaveCount (3 * $night)
            @(Get-Result $out) | Should -HaveCount (3 * $night)
            @($failure).Count | Should -Be ($night -lt 5 ? 1 : 0)
            Step-SandboxClock 86400
        }

        (Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -MaxCost 0.36).Origin | Should -Be (@('Found') * 15)
        @(Get-Charge) | Should -HaveCount 15
    }

    It '3: the same command twice costs what it cost once, as its plan says' {
        $null = New-TestPhoto $in (1..10 | ForEach-Object { "$_.jpg" })
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 10
        (Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -WhatIf)[-1].TotalCost | Should -Be 0
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 10
        @(Get-Charge) | Should -HaveCount 10
        Get-Result $out | Should -HaveCount 10
    }

    It '5: results below the photos are no photos: three nights, relative paths' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg', '3.jpg'
        $null = New-TestPhoto (Join-Path $in 'deep') '4.jpg'
        Push-Location $in
        try {
            foreach ($night in 1..3) {
                Get-ChildItem . -Recurse -File | Invoke-PhotaEnhance -Destination ./enhanced -RelativeTo . | Should -HaveCount 4
                Get-ChildItem . -Recurse -File -Force | Invoke-PhotaEnhance -Destination ./enhanced -RelativeTo . -WhatIf | Select-Object -Last 1 -ExpandProperty TotalCost | Should -Be 0
                Step-SandboxClock 86400
            }
        }
        finally { Pop-Location }
        @(Get-Charge) | Should -HaveCount 4
        Get-Result (Join-Path $in 'enhanced') | Should -HaveCount 4
    }

    It '6: -Async | Wait | Receive | Save, stopped and run again' {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Set-SandboxSwitch @{ job_ms = '600000' }
        $script = { param($in, $out) Get-ChildItem $in | Invoke-PhotaEnhance -Async -Destination $out | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out }
        $lines = Stop-At $script @{ in = $in; out = $out } {
            Wait-Sandbox 'finished' -Count 20 -Path '/v1/phota/enhance'
            Wait-Sandbox 'finished' -Count 20 -Path '/v1/phota/jobs/*'
        }
        $lines | Should -Be 'WARNING: 20 jobs are under way and may be paid for; the same command fetches them if it has a -Destination, and Get-PhotaJob lists all others.'
        Step-SandboxClock 601
        Set-SandboxSwitch @{ job_ms = '0' }

        & $script $in $out | Should -HaveCount 20
        @(Get-Charge) | Should -HaveCount 20
        Get-Result $out | Should -HaveCount 20
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 20
        @(Get-Charge) | Should -HaveCount 20
    }

    It '6: the same without a destination: what was submitted is in the journal' {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Set-SandboxSwitch @{ job_ms = '600000' }
        Add-SandboxFault @{ kind = 'hold'; when = 'before_read' } -Skip 12 -Times -1
        $script = { param($in, $out) Get-ChildItem $in | Invoke-PhotaEnhance -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out }
        $null = Stop-At $script @{ in = $in; out = $out } {
            Wait-Sandbox 'held' -Count 4
            foreach ($job in (Invoke-SandboxControl 'jobs').jobs) { Wait-Sandbox 'finished' -Path "/v1/phota/jobs/$($job.job_id)" }
        }
        Step-SandboxClock 601
        @(Get-Charge) | Should -HaveCount 12
        $saved = Get-PhotaJob | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out
        $saved.Source | Select-Object -Unique | Should -HaveCount 12
        Get-Result $out | Should -HaveCount 12
        @(Get-Charge) | Should -HaveCount 12
    }

    It '7: <name> in mid-batch: what is paid for is in the variable, and what is left in the error' -ForEach @(
        @{ name = 'credit gone'; id = 'InsufficientCredit'; paid = 4
            break = { $null = Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 0.5 } }
            mend = { $null = Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 100 } } }
        @{ name = 'the key refused'; id = 'Authentication'; paid = 4
            break = { Add-SandboxFault @{ kind = 'respond'; status = 401 } -Skip 4 -Times -1 }
            mend = { $null = Invoke-SandboxControl 'faults' -Method DELETE } }
        @{ name = 'the budget reached'; id = 'Budget'; paid = 4; options = @{ MaxCost = 0.5 }; break = { }; mend = { } }
    ) {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        & $break
        if (-not $options) { $options = @{} }
        $told = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options -ErrorVariable left -ErrorAction Continue 2>&1
        @(Get-Charge) | Should -HaveCount $paid
        # The images first, and then the error.
        $told | Should -HaveCount ($paid + 1)
        $images = @($told | Select-Object -First $paid)
        $images | Should -BeOfType ([Phota.PhotaImage])
        Get-Result $out | Should -HaveCount $paid
        $left | Should -HaveCount 1
        $left[0].FullyQualifiedErrorId | Should -BeLike "Phota.$id,*"
        @($left[0].TargetObject) + @($images.Source | Get-Item) | ForEach-Object FullName | Sort-Object | Should -Be ((Get-ChildItem $in).FullName | Sort-Object)
        & $mend
        $left[0].TargetObject | Invoke-PhotaEnhance -Destination $out | Should -HaveCount (20 - $paid)
        @(Get-Charge) | Should -HaveCount 20
    }

    It '7: the endpoint is lost in mid-batch: nothing paid for is lost' {
        $null = New-TestPhoto $in (1..12 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'reset'; when = 'before_read' } -Match @{ path = '/v1/phota/*' } -Skip 8 -Times -1
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -TimeoutSec 3 -ErrorVariable left -ErrorAction SilentlyContinue
        @($images).Count + @($left.TargetObject).Count | Should -Be 12
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 12
        @(Get-Charge) | Should -HaveCount 12
    }

    It '8: every answer is cut after the charge, <path>: the sending stops' -ForEach @(
        @{ path = 'on the job path'; options = @{ TimeoutSec = 2 }; free = $true }
        @{ path = 'on the direct path'; options = @{ ResponseMode = 'Bytes' } }
    ) {
        $null = New-TestPhoto $in (1..40 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' } -Times -1
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options -ErrorVariable left -ErrorAction SilentlyContinue
        $images | Should -BeNullOrEmpty
        $charged = @(Get-Charge).Count
        $charged | Should -BeGreaterThan 0
        $charged | Should -BeLessOrEqual 8
        $left[-1].Exception.Message | Should -Match 'in a row may be paid for'
        $left.TargetObject.FullName | Sort-Object | Should -Be ((Get-ChildItem $in).FullName | Sort-Object)

        # With the line mended: on the job path all of it is fetched; on the direct path it is told of.
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options -ErrorVariable left -ErrorAction SilentlyContinue
        @(Get-Charge) | Should -HaveCount 40
        (Get-Charge).input_sha256 | Select-Object -Unique | Should -HaveCount 40
        $lost = $free ? 0 : $charged
        $images | Should -HaveCount (40 - $lost)
        @($left | Where-Object { $_.ErrorDetails.RecommendedAction -like '*-Retry PerhapsPaid*' }) | Should -HaveCount $lost
    }

    It '8: the destination is removed in mid-batch: the sending stops' {
        $null = New-TestPhoto $in (1..40 | ForEach-Object { "$_.jpg" })
        $n = 0
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 2 -ErrorVariable left -ErrorAction SilentlyContinue |
            ForEach-Object { if (++$n -eq 3) { Remove-Item $out -Recurse -Force }; $_ }
        $charged = @(Get-Charge).Count
        # What came back before the folder went, what was under way, and as many as run at once for nothing.
        $charged | Should -BeLessOrEqual ($images.Count + 6)
        $left | Should -Not -BeNullOrEmpty
        @($images).Count + @($left.TargetObject).Count | Should -Be 40
    }

    It '9: <way> goes to the sandbox, within the budget of the session' -ForEach @(
        @{ way = 'ForEach-Object -Parallel'; run = { 1..9 | ForEach-Object -Parallel { Import-Module $using:module; New-PhotaImage "a fox $_" } -ThrottleLimit 3 } }
        @{ way = 'a thread job'; run = { 1..9 | ForEach-Object { Start-ThreadJob { Import-Module $using:module; New-PhotaImage "a fox $using:_" } -ThrottleLimit 3 } | Receive-Job -Wait -AutoRemoveJob } }
        @{ way = 'a job in a process of its own'; noBudget = $true
            run = { Start-Job { Import-Module $using:module; 1..9 | ForEach-Object { New-PhotaImage "a fox $_" } } | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $module = "$Root/out/PhotaPS/PhotaPS.psd1"
        if (-not $noBudget) {
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-key' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Price @{ generate = 0.10 } -MaxCost 0.55
        }

        $images = & { $ErrorActionPreference = 'SilentlyContinue'; & $run 2>$null }
        $paid = $noBudget ? 9 : 5
        $images | Should -HaveCount $paid
        @(Get-Charge) | Should -HaveCount $paid
    }

    It '10: <ending>, and the same command again: every photo once' -ForEach @(
        @{ ending = '-ErrorAction Stop'; fault = @{ kind = 'respond'; status = 400 }
            run = { try { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 16 -ErrorAction Stop } catch { } } }
        @{ ending = 'throw downstream'
            run = { try { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 16 | ForEach-Object { throw 'enough' } } catch { } } }
        @{ ending = 'Select-Object -First 3'
            run = { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 16 | Select-Object -First 3 } }
    ) {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Set-SandboxSwitch @{ job_ms = '300' }
        if ($fault) { Add-SandboxFault $fault -Skip 2 }
        $null = & $run
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 20
        @(Get-Charge) | Should -HaveCount 20
        Get-Result $out | Should -HaveCount 20
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }

    It '10: Ctrl+C with sixteen at once says how many are under way, and the same command fetches them' {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Set-SandboxSwitch @{ job_ms = '600000' }
        $lines = Stop-At { param($in, $out) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 16 } @{ in = $in; out = $out } {
            Wait-Sandbox 'finished' -Count 16 -Path '/v1/phota/enhance'
            Wait-Sandbox 'finished' -Count 16 -Path '/v1/phota/jobs/*'
        }
        $lines -join "`n" | Should -Match '16 requests are under way.*the same command fetches them'
        Step-SandboxClock 601
        Set-SandboxSwitch @{ job_ms = '0' }
        @(Get-Charge) | Should -HaveCount 16
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 20
        @(Get-Charge) | Should -HaveCount 20
        Get-Result $out | Should -HaveCount 20
    }

    It '11: two folders with equal names into one destination: the second is an error before it is paid' {
        $null = New-TestPhoto (Join-Path $in 'a') '1.jpg', '2.jpg'
        $null = New-TestPhoto (Join-Path $in 'b') '1.jpg', '2.jpg'
        foreach ($night in 1..2) {
            foreach ($folder in 'a', 'b') {
                $images = Get-ChildItem (Join-Path $in $folder) | Invoke-PhotaEnhance -Destination $out -ErrorVariable failure -ErrorAction SilentlyContinue
                @($images).Count | Should -Be ($folder -eq 'a' ? 2 : 0)
                @($failure).Count | Should -Be ($folder -eq 'a' ? 0 : 2)
            }

            $failure[0].Exception.Message | Should -Match ([regex]::Escape((Join-Path $in 'a')))
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-RelativeTo'
        }

        @(Get-Charge) | Should -HaveCount 2
        Get-Result $out | Should -HaveCount 2
        Join-Path $out '.phota/replaced' | Should -Not -Exist
        Get-ChildItem $in -Recurse -File | Invoke-PhotaEnhance -Destination "$out-tree" -RelativeTo $in | Should -HaveCount 4
    }

    It '11: prompt A, B, A: B wants -Force, and A is not paid for again' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg'
        $run = { param($prompt, [switch]$Force) Get-ChildItem $in | Invoke-PhotaEnhance -Prompt $prompt -Destination $out -Force:$Force -ErrorAction SilentlyContinue }
        & $run 'A' | Should -HaveCount 2
        $made = Get-Result $out | Get-FileHash | ForEach-Object Hash
        & $run 'B' | Should -BeNullOrEmpty
        @(Get-Charge) | Should -HaveCount 2
        & $run 'B' -Force | Should -HaveCount 2
        @(Get-Charge) | Should -HaveCount 4
        Step-SandboxClock 200000
        & $run 'A' -Force | Should -HaveCount 2
        @(Get-Charge) | Should -HaveCount 4
        Get-Result $out | Get-FileHash | ForEach-Object Hash | Should -Be $made
    }

    It '12: remix piped into enhance, three times: each stage is paid for once, and its images keep their names' {
        $null = New-TestPhoto $in '1.jpg'
        $null = New-TestPhoto "$in/deep" 'dog.png'
        $run = {
            Get-ChildItem $in -Recurse -File |
                Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" -RelativeTo $in |
                Invoke-PhotaEnhance -Destination $out -RelativeTo $in
        }
        foreach ($night in 1..3) {
            & $run | Should -HaveCount 2
            @(Get-Charge) | Should -HaveCount 4
            Get-Result $out | ForEach-Object { [IO.Path]::GetRelativePath($out, $_.FullName) -replace '\\', '/' } | Sort-Object | Should -Be '1.jpg', 'deep/dog.png.jpg'
            Step-SandboxClock 200000
        }
    }

    It '12: images without a photo, piped on without being saved, have names of their own' {
        'a fox', 'a cat' | New-PhotaImage -Count 2 | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 4
        (Get-Result $out).Name | Should -BeLike 'a-*.jpg'
        @(Get-Charge) | Should -HaveCount 6
    }

    It '15: a photo that is moved away meanwhile is paid for, saved and told all the same' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg'
        $null = New-Item $out -ItemType Directory
        Set-Content (Join-Path $out '1.jpg.json') 'the user''s own'
        Set-SandboxSwitch @{ job_ms = '600000' }
        $shell = New-Shell
        try {
            Start-Shell $shell { param($in, $out) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out } @{ in = $in; out = $out }
            Wait-Sandbox 'finished' -Count 2 -Path '/v1/phota/enhance'
            Move-Item $in "$in-moved"
            Step-SandboxClock 601
            Wait-Shell $shell | Should -HaveCount 2
            $shell.PowerShell.HadErrors | Should -BeFalse
        }
        finally { Close-Shell $shell }
        @(Get-Charge) | Should -HaveCount 2
        (Get-Result $out).Name | Should -Be '1.jpg', '1.jpg.json', '2.jpg'
        Get-Content (Join-Path $out '1.jpg.json') | Should -Be 'the user''s own'
    }

    It '16: receipts of three nights add up to the bill' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg', '3.jpg'
        $csv = "$out.csv"
        foreach ($night in 1..3) {
            $null = New-TestPhoto $in "night $night.jpg"
            Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Export-Csv $csv -Append
        }

        (Get-SandboxBill).total | Should -Be 0.72
        (Import-Csv $csv | Measure-PhotaCost).Cost | Should -Be 0.72
        (Measure-PhotaCost -Destination $out).Cost | Should -Be 0.72
        Import-Csv $csv | Should -HaveCount 15
    }

    It '16: the same with jobs that a cmdlet of its own saves: the cost is told once' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg'
        $csv = "$out.csv"
        $submit = { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out }
        & $submit | Export-Csv $csv -Append
        & $submit | Export-Csv $csv -Append
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Export-Csv $csv -Append
        (Import-Csv $csv | Measure-Object EstimatedCost -Sum).Sum | Should -Be 0.24
        (Get-SandboxBill).total | Should -Be 0.24
    }

    It '17: what the sandbox made does not pass for Phota''s' {
        $null = New-TestPhoto $in '1.jpg', '2.jpg'
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 2
        $hashes = Get-Result $out | Get-FileHash | ForEach-Object Hash
        # A process without a sandbox, for in one with it nothing goes to a real account.
        $plan = {
            param($options)
            Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
                Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
                `$null = Connect-Phota (ConvertTo-SecureString real -AsPlainText -Force) -BaseUri https://api.phota.invalid
                Get-ChildItem '$in' | Invoke-PhotaEnhance -Destination '$out' $options -WhatIf | ConvertTo-Json -EnumsAsStrings" | ConvertFrom-Json
        }
        $plans = & $plan
        $plans[0..1].Action | Should -Be 'Refuse', 'Refuse'
        $plans[0].Reason | Should -Match 'other options'
        (& $plan '-Force')[-1].TotalCost | Should -Be 0.24
        Get-Result $out | Get-FileHash | ForEach-Object Hash | Should -Be $hashes
        (Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out).Origin | Should -Be 'Found', 'Found'
    }

    It '18: what is the default, typed out, and profiles in another order are the same request' {
        $photo = New-TestPhoto $in '1.jpg'
        $anna, $ben = (New-SandboxProfile), (New-SandboxProfile)
        foreach ($options in @{ ProfileId = $anna, $ben }, @{ ProfileId = $ben, $anna }, @{ ProfileId = $anna, $ben, $anna },
            @{ ProfileId = $anna, $ben; BaseModel = 'nb2'; Resolution = '1K' }, @{ ProfileId = $anna, $ben; AspectRatio = 'auto'; OutputFormat = 'Jpg' }) {
            $photo | Invoke-PhotaEdit -Prompt 'in the snow' -Destination $out @options | Should -HaveCount 1
        }

        @(Get-Charge) | Should -HaveCount 1
        Get-Result $out | Should -HaveCount 1
    }

    It '19: a profile with the same tag is not trained twice unasked' {
        $training = 1..10 | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") }
        $made = New-PhotaProfile $training -Tag 'trap'
        { New-PhotaProfile $training -Tag 'trap' } | Should -Throw "*$($made.ProfileId)*" -ErrorId 'Phota.Validation,*'
        (Get-SandboxBill).total | Should -Be 2.9
        New-PhotaProfile $training -Tag 'trap' -Force | Should -HaveCount 1
        (Get-SandboxBill).total | Should -Be 5.8
    }

    It '20: a new variation is asked for by a larger -Count' {
        $photo = New-TestPhoto $in '1.jpg'
        foreach ($count in 1, 2, 2, 5, 3) { $photo | Invoke-PhotaEnhance -Destination $out -Count $count | Should -HaveCount $count }
        (Get-Charge | Measure-Object images -Sum).Sum | Should -Be 5
        Get-Result $out | Should -HaveCount 5
        Get-Result $out | Get-FileHash | Select-Object -ExpandProperty Hash -Unique | Should -HaveCount 5
    }

    It '21: what cannot be saved is known before it is paid for: <name>' -ForEach @(
        @{ name = 'a file of the user''s own'; prepare = { $null = New-Item $out -ItemType Directory; Set-Content "$out/1.jpg" 'mine' } }
        @{ name = 'the same with -Force'; options = @{ Force = $true }; prepare = { $null = New-Item $out -ItemType Directory; Set-Content "$out/1.jpg" 'mine' } }
        @{ name = 'a folder'; prepare = { $null = New-Item "$out/1.jpg" -ItemType Directory } }
        @{ name = 'the photo itself'; prepare = { }; same = $true }
        @{ name = 'the photo itself, with -Force'; prepare = { }; same = $true; options = @{ Force = $true } }
        @{ name = 'a result that is read-only'; paid = 1; prepare = { $null = Invoke-PhotaEnhance "$in/1.jpg" -Destination $out; (Get-Item "$out/1.jpg").IsReadOnly = $true; Edit-TestPhoto "$in/1.jpg" } }
        @{ name = 'a result that was changed by hand, of a photo that was edited'; paid = 1; prepare = { $null = Invoke-PhotaEnhance "$in/1.jpg" -Destination $out; Add-Content "$out/1.jpg" 'mine'; Edit-TestPhoto "$in/1.jpg" } }
        @{ name = 'a result of other options'; paid = 1; prepare = { $null = Invoke-PhotaEnhance "$in/1.jpg" -Prompt warm -Destination $out } }
        @{ name = 'a photo that is outside of what is mirrored'; options = @{ RelativeTo = $PSScriptRoot }; prepare = { } }
        @{ name = 'a photo that is half copied'; prepare = { $bytes = [IO.File]::ReadAllBytes("$in/1.jpg"); [IO.File]::WriteAllBytes("$in/1.jpg", $bytes[0..900]) } }
    ) {
        $null = New-TestPhoto $in '1.jpg'
        if ($same) { $out = $in }
        & $prepare
        $before = Get-ChildItem $in, $out -File -ErrorAction Ignore | Get-FileHash | ForEach-Object Hash
        if (-not $options) { $options = @{} }
        foreach ($way in @{}, @{ ResponseMode = 'Bytes' }, @{ Async = $true }) {
            Invoke-PhotaEnhance "$in/1.jpg" -Destination $out @options @way -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -Match '^Phota\.(OutputFile|InputFile),'
            $plan = Invoke-PhotaEnhance "$in/1.jpg" -Destination $out @options @way -WhatIf
            $plan[0].Action, $plan[1].TotalCost | Should -Be 'Refuse', 0
            $plan[0].Reason | Should -BeLike "*: $($failure[0].Exception.Message)"
        }

        @(Get-Charge) | Should -HaveCount ([int]$paid)
        @(Get-SandboxRequest) | Should -HaveCount ([int]$paid)
        Get-ChildItem $in, $out -File -ErrorAction Ignore | Get-FileHash | ForEach-Object Hash | Should -Be $before
    }

    It '21: names that are one name on another machine are refused too: <name>' -Skip:(-not $IsLinux) -ForEach @(
        @{ name = 'upper and lower case'; names = 'A.jpg', 'a.jpg' }
        @{ name = 'composed and decomposed'; names = "$([char]0xE4).jpg", "a$([char]0x308).jpg" }
    ) {
        $null = New-TestPhoto $in $names
        $plan = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -WhatIf
        $plan[0..1].Action | Sort-Object | Should -Be 'Submit', 'Refuse'
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 1
        $failure[0].Exception.Message | Should -Match 'would both be'
        @(Get-SandboxRequest) | Should -HaveCount 1
    }
}
