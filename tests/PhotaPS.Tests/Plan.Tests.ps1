# The plan is the run: where prices are fixed -WhatIf says what is charged, and elsewhere never less.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    # Prices that are not published, as this user pays them.
    $null = Start-TestSandbox @{ price_edit = '0.09'; price_generate = '0.10'; price_edit_identity = '0.11' }
    $null = Connect-Phota (ConvertTo-SecureString 'sandbox-plan' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Price @{
        edit = @{ Plain = 0.09; WithIdentity = 0.11 }; 'edit/qwen-image-2/1K' = 0.09; generate = 0.10
    }
    Initialize-Operation
    Set-SandboxSwitch @{ price_edit = '0.09'; price_generate = '0.10'; price_edit_identity = '0.11' }

    # What a command plans and what it is then charged, in dollars.
    function Compare-Plan([scriptblock]$Script) {
        $paid = (Get-SandboxBill).total
        # The total of a stage goes into the next stage and no further, so it is taken where it comes out.
        $global:plans = @()
        & {
            $ErrorActionPreference = 'SilentlyContinue'
            $WhatIfPreference = $true
            $PSDefaultParameterValues = @{ '*-Phota*:OutVariable' = '+global:plans' }
            $null = & $Script
        }
        (Get-SandboxBill).total | Should -Be $paid
        $null = & { $ErrorActionPreference = 'SilentlyContinue'; & $Script }
        # A job is charged when it is done.
        Step-SandboxClock 60
        [pscustomobject]@{
            Planned = [decimal]($global:plans | Where-Object { $_ -is [Phota.PhotaPlanTotal] } | Measure-Object TotalCost -Sum).Sum
            Charged = [decimal]((Get-SandboxBill).total - $paid)
        }
    }
}

AfterAll { Stop-TestSandbox }

Describe '-WhatIf and the bill' {
    BeforeEach {
        Reset-Sandbox
        Set-SandboxSwitch @{ price_edit = '0.09'; price_generate = '0.10'; price_edit_identity = '0.11' }
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..3 | ForEach-Object { "$_.jpg" })
        $run = { param($options = @{}) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out @options }
    }

    AfterEach { Assert-NoVerdict }

    It 'agree: <name>' -ForEach @(
        @{ name = 'nothing is there'; cost = 0.36 }
        @{ name = 'all is there'; before = { & $run }; cost = 0 }
        @{ name = 'one photo is new'; before = { & $run; New-TestPhoto $in 'new.jpg' }; cost = 0.12 }
        @{ name = 'one photo is edited'; before = { & $run; Edit-TestPhoto $files[0].FullName }; cost = 0.12 }
        @{ name = 'one photo is renamed'; before = { & $run; Rename-Item $files[0].FullName 'renamed.jpg' }; cost = 0 }
        @{ name = 'two photos are the same'; before = { Copy-Item $files[0].FullName "$in/twin.jpg" }; cost = 0.36 }
        @{ name = 'two photos are the same, three variations each'; before = { Copy-Item $files[0].FullName "$in/twin.jpg" }; options = @{ Count = 3 }; cost = 1.08 }
        @{ name = 'three variations where one is there'; before = { & $run }; options = @{ Count = 3 }; cost = 0.72 }
        @{ name = 'ten variations'; options = @{ Count = 10 }; cost = 3.6 }
        @{ name = 'a result was deleted'; before = { & $run; Remove-Item "$out/2.jpg" }; cost = 0 }
        @{ name = 'a result was changed by hand'; before = { & $run; Add-Content "$out/2.jpg" 'mine' }; cost = 0 }
        @{ name = 'a result was deleted and its job is gone'; before = { Set-SandboxSwitch @{ job_retention_seconds = '60' }; & $run; Step-SandboxClock 90000; Remove-Item "$out/2.jpg" }; cost = 0 }
        @{ name = 'the same, with -Retry Missing'; before = { Set-SandboxSwitch @{ job_retention_seconds = '60' }; & $run; Step-SandboxClock 90000; Remove-Item "$out/2.jpg" }; options = @{ Retry = 'Missing' }; cost = 0.12; atLeast = $true }
        @{ name = 'a job failed'; before = { Add-SandboxFault @{ kind = 'job'; final = 'failed' }; & $run }; cost = 0 }
        @{ name = 'a job failed, with -Retry Failed'; before = { Add-SandboxFault @{ kind = 'job'; final = 'failed' }; & $run }; options = @{ Retry = 'Failed' }; cost = 0.12 }
        @{ name = 'jobs are under way'; before = { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Async }; cost = 0 }
        @{ name = 'jobs are submitted'; options = @{ Async = $true }; cost = 0.36 }
        @{ name = 'images come as bytes'; options = @{ ResponseMode = 'Bytes' }; cost = 0.36 }
        @{ name = 'an answer of the direct path was lost'; before = { Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' }; Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ResponseMode Bytes }; cost = 0 }
        @{ name = 'the same, with -Retry PerhapsPaid'; before = { Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' }; Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ResponseMode Bytes }; options = @{ Retry = 'PerhapsPaid' }; cost = 0.12 }
        @{ name = 'other options onto owned names'; before = { & $run }; options = @{ Prompt = 'warmer' }; cost = 0 }
        @{ name = 'other options with -Force'; before = { & $run }; options = @{ Prompt = 'warmer'; Force = $true }; cost = 0.36 }
        @{ name = 'a file that is not an image, and a name that is taken'; before = { Set-Content "$in/text.jpg" 'text'; $null = New-Item $out -ItemType Directory; Set-Content "$out/3.jpg" 'mine' }; cost = 0.24 }
        @{ name = 'a result was moved away'; before = { & $run; Move-Item "$out/3.jpg" "$TestDrive/moved.jpg" -Force }; cost = 0 }
        @{ name = 'the only share'; options = @{ Shard = '1/1' }; cost = 0.36 }
        @{ name = 'a profile is known in the images'; options = @{ ProfileId = 'profile' }; cost = 0.45 }
        @{ name = 'five variations where four are there'; before = { & $run @{ Count = 4 } }; options = @{ Count = 5 }; cost = 0.36 }
        @{ name = 'the same on the direct path'; before = { & $run @{ Count = 4; ResponseMode = 'Bytes' } }; options = @{ Count = 5; ResponseMode = 'Bytes' }; cost = 0.36 }
        @{ name = 'two photos are the same, on the direct path'; before = { Copy-Item $files[0].FullName "$in/twin.jpg" }; options = @{ ResponseMode = 'Bytes' }; cost = 0.36 }
        @{ name = 'a budget for two photos'; options = @{ MaxCost = 0.30 }; cost = 0.24 }
        @{ name = 'a budget for a photo and a part of the next'; options = @{ MaxCost = 1.10; Count = 5; ThrottleLimit = 1 }; cost = 1.08 }
        @{ name = 'a budget, where a photo is there and two are the same'; before = { & $run @{ MaxCost = 0.12 }; Copy-Item $files[2].FullName "$in/twin.jpg" }; options = @{ MaxCost = 0.15 }; cost = 0.12 }
        @{ name = 'a budget that what is found uses nothing of'; before = { & $run }; options = @{ MaxCost = 0 }; cost = 0 }
        @{ name = 'a budget and a profile that is not recognized'; before = { Set-SandboxSwitch @{ identity_in_output = 'none' } }; options = @{ ProfileId = 'profile'; MaxCost = 0.35 }; cost = 0.24; atLeast = $true }
        @{ name = 'a profile is not recognized'; before = { Set-SandboxSwitch @{ identity_in_output = 'none' } }; options = @{ ProfileId = 'profile' }; cost = 0.36; atLeast = $true }
        @{ name = 'a photo is half copied'; before = { $bytes = [IO.File]::ReadAllBytes($files[0].FullName); [IO.File]::WriteAllBytes($files[0].FullName, $bytes[0..($bytes.Length / 2)]) }; cost = 0.24 }
        @{ name = 'renamed, edited, deleted, new and the same, all at once'
            before = {
                & $run @{ Count = 2 }
                Rename-Item $files[0].FullName 'renamed.jpg'
                Edit-TestPhoto $files[1].FullName
                Remove-Item $files[2].FullName, "$out/3.jpg"
                $null = New-TestPhoto $in 'new.jpg'
                Copy-Item "$in/new.jpg" "$in/new too.jpg"
            }
            options = @{ Count = 3 }; cost = 0.84 }
        @{ name = 'another destination on the same day gets the same jobs'; before = { Get-ChildItem $in | Invoke-PhotaEnhance -Destination "$out-first" }; cost = 0; atLeast = $true }
        @{ name = 'all states of -Retry'
            before = { Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' }; & $run @{ ResponseMode = 'Bytes' }; Add-SandboxFault @{ kind = 'job'; final = 'failed' }; $null = New-TestPhoto $in 'new.jpg'; & $run }
            options = @{ Retry = 'Failed,PerhapsPaid,Missing' }; cost = 0.24 }
        @{ name = 'a field that a parameter owns'; options = @{ AdditionalBody = @{ num_output_images = 4 } }; cost = 0 }
    ) {
        $options = if ($options) { $options.Clone() } else { @{} }
        if ($options.ProfileId) { $options.ProfileId = New-SandboxProfile }
        & {
            $ErrorActionPreference = 'SilentlyContinue'
            if ($before) { $null = & $before }
        }
        $money = Compare-Plan { try { & $run $options } catch { } }
        $money.Charged | Should -Be $cost
        if ($atLeast) { $money.Planned | Should -BeGreaterOrEqual $cost } else { $money.Planned | Should -Be $cost }
    }

    It 'agree on every operation: <name>' -ForEach @(
        @{ name = 'edit'; command = { Get-ChildItem $in | Invoke-PhotaEdit -Prompt snow -Destination $out -Count 2 }; cost = 0.54 }
        @{ name = 'edit, of another model'; command = { Get-ChildItem $in | Invoke-PhotaEdit -Prompt snow -Destination $out -BaseModel qwen-image-2 -Resolution 1K }; cost = 0.27 }
        @{ name = 'edit with a profile'; command = { Get-ChildItem $in | Invoke-PhotaEdit -Prompt snow -Destination $out -ProfileId $person }; cost = 0.33 }
        @{ name = 'edit, what no model does'; command = { Get-ChildItem $in | Invoke-PhotaEdit -Prompt snow -Destination $out -BaseModel flux-2 -Resolution 4K }; cost = 0 }
        @{ name = 'generate'; command = { 'a fox', 'a cat', 'a fox' | New-PhotaImage -Destination $out -Count 2 }; cost = 0.40 }
        @{ name = 'generate within a budget'; command = { 'a fox', 'a cat' | New-PhotaImage -Destination $out -MaxCost 0.15 }; cost = 0.10; again = 0.10 }
        @{ name = 'remix'; command = { Get-ChildItem $in | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination $out }; cost = 0.36 }
        @{ name = 'each of three shares'; command = { 1..3 | ForEach-Object { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Shard "$_/3" } }; cost = 0.36 }
    ) {
        $person = New-SandboxProfile
        foreach ($charged in $cost, ($again ?? 0)) {
            $money = Compare-Plan { try { & $command } catch { } }
            $money.Charged, $money.Planned | Should -Be $charged, $charged
        }
    }

    It 'sends nothing for a plan that is piped into a command without -WhatIf, and says so' {
        $null = Get-ChildItem $in | Invoke-PhotaEnhance -Destination "$out-first"
        $paid = (Get-SandboxBill).total
        # Of what is there already as of what is not.
        foreach ($first in "$out-first", $out) {
            $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $first -WhatIf |
                Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" -ErrorVariable failure -ErrorAction SilentlyContinue
            $images | Should -BeNullOrEmpty
            $failure.FullyQualifiedErrorId | Should -Be (@('Phota.Validation,PhotaPS.InvokePhotaRemixCommand') * 3)
            $failure[0].Exception.Message | Should -Match '1\.jpg.* is a plan'
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-WhatIf'
        }

        (Get-SandboxBill).total | Should -Be $paid
        "$out-remix" | Should -Not -Exist
    }

    It 'plans of two commands add up, and take a plan as an argument too' {
        $first = Get-ChildItem $in | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" -WhatIf
        $second = Invoke-PhotaEnhance -InputObject $first -Destination $out -WhatIf
        ($first + $second | Measure-PhotaCost).Cost | Should -Be 0.72
        $second[0..2].Source | Should -Be $files.FullName
        $second[0..2].Path | Should -Be ($files.Name | ForEach-Object { Join-Path $out $_ })
        $second[3].TotalCost | Should -Be 0.36
    }

    It 'shows what a budget leaves out' {
        $plans = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Count 5 -MaxCost 1.10 -WhatIf
        $plans[0..2].Action | Should -Be 'Submit', 'Submit', 'Refuse'
        $plans[0..2] | ForEach-Object Count | Should -Be 5, 4, 0
        $plans[1].Reason | Should -Be 'Budget of $1.10 reached.'
        $plans[2].Reason | Should -Be 'Phota.Budget: Budget of $1.10 reached.'
        $plans[3].Refused | Should -Be 1
    }

    It 'agree on a chain: <name>' -ForEach @(
        @{ name = 'nothing is there'; cost = 0.72 }
        @{ name = 'all is there'; before = { & $chain }; cost = 0 }
        @{ name = 'a photo is new, and one the same as another'; before = { & $chain; $null = New-TestPhoto $in 'new.jpg'; Copy-Item "$in/new.jpg" "$in/new too.jpg" }; cost = 0.24 }
        @{ name = 'a photo is edited'; before = { & $chain; Edit-TestPhoto $files[0].FullName }; cost = 0.24 }
        @{ name = 'only the first stage was run'; before = { Get-ChildItem $in | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" }; cost = 0.36 }
        @{ name = 'jobs of the first stage are under way'; before = { Get-ChildItem $in | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" -Async }; cost = 0.36 }
        @{ name = 'images of the first stage are deleted'; before = { & $chain; Remove-Item "$out-remix/*.jpg" }; cost = 0 }
        @{ name = 'images of both stages are deleted'; before = { & $chain; Remove-Item "$out-remix/1.jpg", "$out/*.jpg" }; cost = 0 }
        @{ name = 'an image of the first stage is changed by hand'; before = { & $chain; Edit-TestPhoto "$out-remix/1.jpg" }; cost = 0.12 }
        @{ name = 'a photo is renamed, and its image deleted'; before = { & $chain; Rename-Item $files[0].FullName 'renamed.jpg'; Remove-Item "$out-remix/1.jpg" }; cost = 0 }
        @{ name = 'two variations in the first stage, one there'; before = { $first = @{}; & $chain }; first = @{ Count = 2 }; cost = 0.72 }
        @{ name = 'a budget in the first stage'; first = @{ MaxCost = 0.30 }; cost = 0.48 }
        @{ name = 'a budget in the second stage'; options = @{ MaxCost = 0.30 }; cost = 0.60 }
        @{ name = 'a photo is no photo'; before = { Set-Content "$in/text.jpg" 'text' }; cost = 0.72 }
        @{ name = 'a third stage'; options = @{}; then = { $input | Invoke-PhotaEdit -Prompt snow -Destination "$out-edit" }; cost = 0.99 }
        @{ name = 'generated images'; chain = { 'a fox', 'a cat' | New-PhotaImage -Destination "$out-new" -Count 2 | Invoke-PhotaEnhance -Destination $out }; cost = 0.88 }
        @{ name = 'the first stage leaves its images at their URLs'; chain = { 'a fox', 'a cat' | New-PhotaImage | Invoke-PhotaEnhance -Destination $out }; cost = 0.44; again = 0.44 }
        @{ name = 'a share of the second stage'; options = @{ Shard = '1/1' }; cost = 0.72 }
    ) {
        if (-not $chain) {
            $first = $first ?? @{}
            $options = $options ?? @{}
            $then = $then ?? { $input }
            $chain = { Get-ChildItem $in | Invoke-PhotaRemix -ReferenceImage "$Photos/harbour.jpeg" -Destination "$out-remix" @first | Invoke-PhotaEnhance -Destination $out @options | & $then }
        }

        & {
            $ErrorActionPreference = 'SilentlyContinue'
            if ($before) { $null = & $before }
        }
        foreach ($charged in $cost, ($again ?? 0)) {
            if ($charged -ne $cost -and $first.MaxCost + $options.MaxCost) { continue }
            $money = Compare-Plan $chain
            $money.Charged, $money.Planned | Should -Be $charged, $charged
        }
    }
}
