# Random lives of a folder, played through the cmdlets, with processes that are really killed. The sandbox's bill is the judge.
# PHOTAPS_SEED draws other stories, PHOTAPS_STORIES sets how many, PHOTAPS_LONG=1 plays sixty.
BeforeDiscovery {
    $first = if ($env:PHOTAPS_SEED) { [int]$env:PHOTAPS_SEED } else { 20261125 }
    $count = if ($env:PHOTAPS_STORIES) { [int]$env:PHOTAPS_STORIES } elseif ($env:PHOTAPS_LONG -eq '1') { 60 } else { 8 }
    $seeds = $first..($first + $count - 1)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    $null = Connect-Phota (ConvertTo-SecureString 'sandbox-story' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
    Initialize-Operation

    $acts = @('Run') * 5 + @('Kill') * 4 + @('Stop', 'Cut', 'Two', 'Add', 'Add', 'Edit', 'Rename', 'Copy', 'HalfCopy', 'Delete', 'DeleteImage', 'DeleteImage', 'EditImage', 'Hours')
    $post, $poll, $file = @{ method = 'POST'; path = '/v1/phota/*' }, @{ method = 'GET'; path = '/v1/phota/jobs/*' }, @{ path = '/files/*' }

    # What the service may do wrong during a run.
    $faults = [ordered]@{
        'HTTP 429'       = @{ match = $post; action = @{ kind = 'respond'; status = 429; retry_after_seconds = 1 } }
        'HTTP 500'       = @{ match = $post; action = @{ kind = 'respond'; status = 500 } }
        'HTTP 422'       = @{ match = $post; action = @{ kind = 'respond'; status = 422 } }
        'key refused'    = @{ match = $post; action = @{ kind = 'respond'; status = 401 } }
        'credit gone'    = @{ match = $post; action = @{ kind = 'payment_required' } }
        'moderation'     = @{ match = $post; action = @{ kind = 'moderation' } }
        'answer lost'    = @{ match = $post; action = @{ kind = 'reset'; when = 'after_charge' } }
        'job fails'      = @{ match = $post; action = @{ kind = 'job'; final = 'failed'; code = 'X'; detail = 'no' } }
        'job lost'       = @{ match = $post; action = @{ kind = 'job'; final = 'lost' } }
        'fewer images'   = @{ match = $post; action = @{ kind = 'images'; count = 1 } }
        'poll 500'       = @{ match = $poll; action = @{ kind = 'respond'; status = 500 } }
        'download cut'   = @{ match = $file; action = @{ kind = 'truncate'; after_bytes = 40 } }
        'URL expired'    = @{ match = $file; action = @{ kind = 'expire' } }
    }

    # Where a process is when it is killed: held there by the sandbox.
    $moments = [ordered]@{
        'before the photo is read'  = @{ match = $post; action = @{ kind = 'hold'; when = 'before_read' }; bytes = $true }
        'before the answer'         = @{ match = $post; action = @{ kind = 'hold'; when = 'before_response' }; bytes = $true }
        'within the answer'         = @{ match = $post; action = @{ kind = 'hold'; when = 'mid_body'; after_bytes = 60 }; bytes = $true }
        'before a job''s answer'    = @{ match = $poll; action = @{ kind = 'hold'; when = 'before_response' } }
        'within a download'         = @{ match = $file; action = @{ kind = 'hold'; when = 'mid_body'; after_bytes = 100 } }
    }

    # A PowerShell that is ready to run a line; one is kept in reserve, for starting it takes a second.
    function Start-Reserve {
        $info = New-PwshStartInfo '-NoProfile', '-NonInteractive', '-Command', "
            Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
            `$null = Connect-Phota (ConvertTo-SecureString 'sandbox-story' -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
            `$ErrorActionPreference = 'SilentlyContinue'
            `$null = @(Invoke-Expression ([Console]::In.ReadLine()))"
        $info.RedirectStandardInput = $info.RedirectStandardOutput = $info.RedirectStandardError = $true
        $script:Reserve = [Diagnostics.Process]::Start($info)
    }

    function Start-Child([string]$Line) {
        $child = $script:Reserve
        $child.StandardInput.WriteLine($Line)
        Start-Reserve
        $child
    }

    function Wait-Child($Child) {
        $null = $Child.StandardOutput.ReadToEndAsync()
        $Child.StandardError.ReadToEnd() | Should -BeNullOrEmpty
        $Child.WaitForExit()
    }

    Start-Reserve
    $played = @{ Stories = 0; Steps = 0; Kills = 0; Stops = 0; Charges = 0 }

    function Get-Sha([string]$Path) { (Get-FileHash -LiteralPath $Path).Hash.ToLowerInvariant() }

    # What a step runs, as it would be typed.
    function Get-Line($Step) {
        $line = "Get-ChildItem -LiteralPath '$in' | Invoke-PhotaEnhance -Destination '$out' -Count $($Step.Count)"
        if ($Step.Budget) { $line += " -MaxCost $($Step.Budget)" }
        if ($Step.Retry) { $line += " -Retry $($Step.Retry)" }
        switch ($Step.Mode) {
            'bytes' { "$line -ResponseMode Bytes" }
            'async' { "$line -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage '$out'" }
            default { $line }
        }
    }

    function Select-One($Of) { @($Of)[$random.Next(@($Of).Count)] }

    function New-Step {
        $step = [pscustomobject]@{
            Act = Select-One $acts
            Which = $random.Next(8)
            Count = Select-One 1, 1, 1, 2, 3, 5
            Mode = Select-One 'jobs', 'jobs', 'jobs', 'async', 'bytes'
            Budget = Select-One 0, 0, 0, 0.24, 0.48
            Retry = Select-One $null, $null, $null, 'Failed', 'PerhapsPaid', 'Missing', 'Failed,PerhapsPaid,Missing'
            Fault = Select-One (@($null) * 8 + @($faults.Keys))
            Skip = $random.Next(3)
            Moment = Select-One @($moments.Keys)
        }
        if ($step.Act -in 'Kill', 'Stop', 'Cut', 'Two') { $step.Budget, $step.Retry, $step.Fault = 0, $null, $null }
        if ($step.Mode -eq 'bytes' -and -not $moments[$step.Moment].bytes) { $step.Moment = 'before the answer' }
        $step
    }

    function Format-Step($Step) {
        switch ($Step.Act) {
            { $_ -in 'Run', 'Kill', 'Stop', 'Cut', 'Two' } {
                "${_}: $(Get-Line $Step)$(if ($Step.Fault) { "; '$($Step.Fault)' after $($Step.Skip)" })$(if ($_ -in 'Kill', 'Stop') { "; $($Step.Moment), after $($Step.Skip)" })"
            }
            default { "$_ $($Step.Which)" }
        }
    }

    function New-Name {
        $life.Names++
        "photo [$($life.Names)].jpg"
    }

    function Get-Photo { Get-ChildItem -LiteralPath $in | Sort-Object Name }

    # What may be charged for a photo: as many images as were ever asked for, or any number once it was to be paid for again.
    function Set-Allowed($Step) {
        $life.Most = [Math]::Max($life.Most, $Step.Count)
        foreach ($photo in Get-Photo) {
            $sha = Get-Sha $photo.FullName
            if ($life.Cut.Contains($photo.FullName)) { continue }
            $life.Allowed[$sha] = [Math]::Max([int]$life.Allowed[$sha], $Step.Count)
            if ($Step.Retry) { $null = $life.Retried.Add($sha) }
        }
    }

    function Get-Paid { [decimal](Get-Charge | Measure-Object amount -Sum).Sum }

    # Lets go what is held, and waits until the service has nothing left to do.
    function Complete-Sandbox {
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        Invoke-SandboxControl 'release' -Method POST | Out-Null
        Wait-Sandbox 'settled' -Count @((Invoke-SandboxControl 'requests').requests).Count
        Step-SandboxClock 1
    }

    function Invoke-Line([string]$Line, [string]$Rest = '') {
        $ErrorActionPreference = 'SilentlyContinue'
        $images = @(& ([scriptblock]::Create("$Line $Rest")))
        $life.Told += [decimal]($images | Measure-Object EstimatedCost -Sum).Sum
        foreach ($image in $images) { Test-Path -LiteralPath $image.FullName | Should -BeTrue -Because "'$($image.FullName)' was emitted" }
        $images
    }

    function Get-Plan($Step) {
        $ErrorActionPreference = 'SilentlyContinue'
        @(& ([scriptblock]::Create(((Get-Line $Step) -replace ' \| Wait-PhotaJob.*') + ' -WhatIf')))
    }

    function Invoke-RunStep($Step) {
        $plans = Get-Plan $Step
        $before = Get-Paid
        if ($Step.Fault) { Add-SandboxFault $faults[$Step.Fault].action -Match $faults[$Step.Fault].match -Skip $Step.Skip -Times 2 }
        $null = Invoke-Line (Get-Line $Step)
        Complete-Sandbox
        $paid = (Get-Paid) - $before
        if ($Step.Budget) { $paid | Should -BeLessOrEqual $Step.Budget; return }
        if ($Step.Fault) { return }
        $paid | Should -BeLessOrEqual $plans[-1].TotalCost -Because 'the plan said so'
        # What an earlier run sent may be paid for already.
        if (-not ($plans.Reason -match 'sent by an earlier run|gone from disk')) { $paid | Should -Be $plans[-1].TotalCost -Because 'the plan said so' }
    }

    # Runs until it is held at its moment; false where there is not so much to do.
    function Invoke-UntilHeld($Step, [scriptblock]$Start) {
        $moment = $moments[$Step.Moment]
        $plans = @(Get-Plan $Step | Where-Object Source)
        $sent = @($plans | Where-Object Action -In 'Submit', 'Renew')
        $matching = $moment.match -eq $post ? $sent : @($plans | Where-Object { $_.Action -in 'Submit', 'Renew', 'Attach' })
        if ($matching.Count -eq 0) { return $false }
        $held = (Invoke-SandboxControl 'wait?event=held&count=0').count
        Add-SandboxFault $moment.action -Match $moment.match -Skip ($Step.Skip % $matching.Count) -Times -1
        & $Start
        Wait-Sandbox 'held' -Count ($held + 1)
        $true
    }

    function Invoke-KillStep($Step) {
        $started = @{}
        $isHeld = Invoke-UntilHeld $Step { $started.Child = Start-Child (Get-Line $Step) }
        if (-not $isHeld) { return Invoke-RunStep $Step }
        $started.Child.Kill()
        $started.Child.WaitForExit()
        $played.Kills++
        $life.IsKilled = $true
        Complete-Sandbox
    }

    function Invoke-StopStep($Step) {
        $shell = New-Shell -Key 'sandbox-story'
        try {
            if (-not (Invoke-UntilHeld $Step { Start-Shell $shell ([scriptblock]::Create((Get-Line $Step))) })) { return Invoke-RunStep $Step }
            $shell.PowerShell.Stop()
            $played.Stops++
            $life.IsKilled = $true
            # What the service has not read is surely not paid for, and what is saved by a cmdlet of its own is not waited for any more.
            $isSilent = $Step.Moment -eq 'before the photo is read' -or ($Step.Mode -eq 'async' -and $Step.Moment -eq 'within a download')
            if (-not $isSilent) { $shell.Screen.Lines -match 'under way and may be paid for' | Should -Not -BeNullOrEmpty }
        }
        finally { Close-Shell $shell }
        Complete-Sandbox
    }

    function Invoke-Step($Step) {
        $photo = Get-Photo | Select-Object -Index ($Step.Which % [Math]::Max(1, @(Get-Photo).Count))
        $image = if (Test-Path $out) { Get-Result $out | Sort-Object FullName | Select-Object -Index ($Step.Which % [Math]::Max(1, @(Get-Result $out).Count)) }
        if ($Step.Act -in 'Run', 'Kill', 'Stop', 'Cut', 'Two') { Set-Allowed $Step }
        switch ($Step.Act) {
            'Run' { Invoke-RunStep $Step }
            'Kill' { Invoke-KillStep $Step }
            'Stop' { Invoke-StopStep $Step }
            'Cut' {
                $null = Invoke-Line (Get-Line $Step) '| Select-Object -First 1'
                $life.IsKilled = $true
                Complete-Sandbox
            }
            'Two' {
                $child = Start-Child (Get-Line $Step)
                $null = Invoke-Line (Get-Line $Step)
                Wait-Child $child
                $life.IsKilled = $true
                Complete-Sandbox
            }
            'Add' { $null = New-TestPhoto $in (New-Name) }
            'Hours' { Step-SandboxClock (3600 * $Step.Which) }
            { -not $photo -and $_ -notlike '*Image' } { break }
            'Edit' { if (-not $life.Cut.Contains($photo.FullName)) { Edit-TestPhoto $photo.FullName (New-Name) } }
            'Rename' {
                $name = New-Name
                if ($life.Cut.Remove($photo.FullName)) { $null = $life.Cut.Add((Join-Path $in $name)) }
                Rename-Item -LiteralPath $photo.FullName $name
            }
            'Copy' {
                $name = Join-Path $in (New-Name)
                if ($life.Cut.Contains($photo.FullName)) { $null = $life.Cut.Add($name) }
                [IO.File]::Copy($photo.FullName, $name)
            }
            'HalfCopy' {
                $bytes = [IO.File]::ReadAllBytes($photo.FullName)
                [IO.File]::WriteAllBytes($photo.FullName, $bytes[0..([int]($bytes.Length / 2))])
                $null = $life.Cut.Add($photo.FullName)
            }
            'Delete' {
                $null = $life.Cut.Remove($photo.FullName)
                Remove-Item -LiteralPath $photo.FullName
            }
            { -not $image } { break }
            'DeleteImage' { Remove-Item -LiteralPath $image.FullName }
            'EditImage' { [IO.File]::AppendAllText($image.FullName, 'mine') }
        }
    }

    # The promises that hold after every step.
    function Assert-Promise($Photos) {
        foreach ($photo in $Photos.Keys) { if (Test-Path -LiteralPath $photo) { Get-Sha $photo | Should -Be $Photos[$photo] -Because 'no photo changes' } }
        foreach ($charged in Get-Charge | Group-Object input_sha256) {
            if ($life.Retried.Contains($charged.Name)) { continue }
            ($charged.Group | Measure-Object images -Sum).Sum | Should -BeLessOrEqual ([int]$life.Allowed[$charged.Name]) -Because 'nothing is paid for twice'
        }

        $life.Told | Should -BeLessOrEqual (Get-Paid) -Because 'receipts say no more than the bill'
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -BeIn 'in', 'out' -Because 'nothing is written elsewhere'
        Assert-NoVerdict
    }

    # With the service well again, the same command twice leaves nothing to do, nothing lost and nothing half-written.
    function Assert-End {
        $step = [pscustomobject]@{ Act = 'Run'; Count = $life.Most; Mode = 'jobs'; Budget = 0; Retry = $null; Fault = $null }
        Set-Allowed $step
        Invoke-RunStep $step
        $requests, $paid = @(Get-SandboxRequest).Count, (Get-Paid)
        $Error.Clear()
        $images = @(Invoke-Line (Get-Line $step))
        $images | Where-Object Origin -NE 'Found' | Should -BeNullOrEmpty
        @(Get-SandboxRequest).Count, (Get-Paid) | Should -Be $requests, $paid
        $lost = @($Error | Where-Object FullyQualifiedErrorId -Like 'Phota.*' | Where-Object FullyQualifiedErrorId -NotLike 'Phota.InputFile,*')
        # Each error names what it would take to pay again; all the rest is there.
        foreach ($failure in $lost) { $failure.ErrorDetails.RecommendedAction | Should -Match '-Retry|-Force|move that file' -Because $failure.Exception.Message }
        if (-not $lost) {
            $good = @(Get-Photo | Where-Object { -not $life.Cut.Contains($_.FullName) })
            $undelivered = $life.Log -match "'fewer images'"
            if (-not $undelivered) { $images | Should -HaveCount ($life.Most * $good.Count) }
        }

        if (Test-Path $out) { Get-ChildItem -LiteralPath $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty }
        if (-not $life.IsKilled -and -not ($life.Log -match "; '|bytes|async")) { $life.Told | Should -Be $paid -Because 'receipts add up to the bill' }
    }
}

AfterAll {
    $Reserve.Kill()
    Write-Information "stories: $($played.Stories) with $($played.Steps) steps, $($played.Kills) kills, $($played.Stops) times Ctrl+C, $($played.Charges) charges" -InformationAction Continue
    Stop-TestSandbox
}

Describe 'A life of a folder' {
    It 'breaks no promise: seed <_>' -ForEach $seeds {
        Reset-Sandbox
        $random = [Random]::new($_)
        $folder = Join-Path $TestDrive "story $_"
        $in, $out = (Join-Path $folder 'in'), (Join-Path $folder 'out')
        $life = @{
            Log = [Collections.Generic.List[string]]::new(); Names = 3; Most = 1; Told = 0; IsKilled = $false
            Allowed = @{}; Retried = [Collections.Generic.HashSet[string]]::new(); Cut = [Collections.Generic.HashSet[string]]::new()
        }
        $null = New-TestPhoto $in 'photo [1].jpg', 'photo [2].jpg', 'photo [3].jpg'
        try {
            foreach ($n in 1..($random.Next(4, 9))) {
                $step = New-Step
                $life.Log.Add((Format-Step $step))
                $before = @{}
                if ($step.Act -in 'Run', 'Kill', 'Stop', 'Cut', 'Two') { Get-Photo | ForEach-Object { $before[$_.FullName] = Get-Sha $_.FullName } }
                Invoke-Step $step
                Assert-Promise $before
            }

            $life.Log.Add('and at the end')
            Assert-End
            $played.Stories++
            $played.Steps += $life.Log.Count - 1
            $played.Charges += @(Get-Charge).Count
        }
        catch { throw "$_`n$($_.ScriptStackTrace)`nThe story:`n$($life.Log -join "`n")" }
    }
}
