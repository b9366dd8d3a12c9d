BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox

    function Get-TrainingPhoto([int]$Count) { 1..$Count | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") } }

    function New-TestProfile([string]$Status = 'READY', [string]$Tag) {
        $body = @{ status = $Status }
        if ($Tag) { $body.tag = $Tag }
        (Invoke-SandboxControl 'profiles' -Method POST -Body $body).profile_id
    }

    # A profile that answers these states, one a question.
    function Add-Training([string[]]$State, [string]$Final = 'READY', [string]$Message) {
        Add-SandboxFault @{ kind = 'profile'; states = $State; final = $Final; message = $Message }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'New-PhotaProfile' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'trains a profile of URLs from the pipeline, in one request' {
        $made = Get-TrainingPhoto 12 | New-PhotaProfile -Tag anna
        $made | Should -BeOfType Phota.PhotaProfile
        $made.ProfileId | Should -Match '^[0-9a-f]{32}$'
        $made.Tag | Should -Be 'anna'
        $made.Tier | Should -Be 'Standard'
        $made.EstimatedCost | Should -Be 2.9
        $body = (Get-SandboxRequest).body
        $body.image_urls.Count | Should -Be 12
        $body.training_tier | Should -Be 'standard'
        $body.tag | Should -Be 'anna'
        (Get-SandboxBill).total | Should -Be 2.9
    }

    It 'takes a fast tier, an array, and fields newer than itself' {
        $made = New-PhotaProfile (Get-TrainingPhoto 5) -Tier fast -AdditionalBody @{ tag = 'ben' }
        $made.EstimatedCost | Should -Be 1.49
        $body = (Get-SandboxRequest).body
        $body.training_tier | Should -Be 'fast'
        $body.tag | Should -Be 'ben'
    }

    It 'takes results of other operations by their URLs' {
        $images = Get-ChildItem $Photos | Select-Object -First 5 | Invoke-PhotaEnhance
        $null = $images | New-PhotaProfile -Tier Fast
        $urls = (Get-SandboxRequest '/v1/phota/profiles/add').body.image_urls.url
        Compare-Object $urls ([string[]]$images.DownloadUri.AbsoluteUri) | Should -BeNullOrEmpty
    }

    It 'refuses <name> before it pays, naming the rule and its page' -ForEach @(
        @{ name = 'too few photos'; count = 9; arguments = @{}; words = '*9 photos*10 to 50*api/profiles/add-profile*' }
        @{ name = 'too many photos for a fast one'; count = 11; arguments = @{ Tier = 'Fast' }; words = '*11 photos*5 to 10*api/profiles/add-profile*' }
        @{ name = 'a tag that is too long'; count = 10; arguments = @{ Tag = 't' * 129 }; words = '*129 characters*1 to 128*api/profiles/add-profile*' }
        @{ name = 'an empty tag'; count = 10; arguments = @{ Tag = '' }; words = '*1 to 128*' }
    ) {
        $failure = { Get-TrainingPhoto $count | New-PhotaProfile @arguments } | Should -Throw $words -ErrorId 'Phota.Validation,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.TargetObject.Count | Should -Be $count
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses a file, because the service takes URLs only' {
        { @(Get-TrainingPhoto 9) + "$Photos/dog.jpg" | New-PhotaProfile } | Should -Throw '*dog.jpg*http or https*' -ErrorId 'Phota.Validation,*'
        $failure = { Get-Item "$Photos/dog.jpg" | New-PhotaProfile } | Should -Throw '*dog.jpg*http or https*' -ErrorId 'Phota.Validation,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Publish-PhotaPhoto'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'says the price and sends nothing with -WhatIf' {
        $output = Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
            Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
            1..10 | ForEach-Object { `"https://a.example/`$_.jpg`" } | New-PhotaProfile -WhatIf"
        $output -join ' ' | Should -Match 'train a Standard profile, \$2\.90.*10 photos'
        Get-TrainingPhoto 10 | New-PhotaProfile -WhatIf | Should -BeNullOrEmpty
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'waits for the training with -Wait' {
        Add-Training 'VALIDATING', 'BREWING'
        $made = Get-TrainingPhoto 10 | New-PhotaProfile -Tag anna -Wait -PollIntervalSec 1
        $made | Should -HaveCount 1
        $made.Status | Should -Be 'Ready'
        $made.Tag | Should -Be 'anna'
        $made.EstimatedCost | Should -Be 2.9
        @(Get-SandboxRequest -Method GET | Where-Object path -NotLike '*/profiles/ids').Count | Should -Be 3
    }

    It 'emits the profile even if the training fails, and an error that names it' {
        Add-Training @() -Final ERROR -Message 'No face was found.'
        $made = Get-TrainingPhoto 10 | New-PhotaProfile -Wait -ErrorVariable failure -ErrorAction SilentlyContinue
        $made.Status | Should -Be 'Error'
        $made.Message | Should -Be 'No face was found.'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.Service,PhotaPS.NewPhotaProfileCommand'
        $failure[0].Exception.Message | Should -BeLike "*$($made.ProfileId)*No face was found.*"
        $failure[0].TargetObject.ProfileId | Should -Be $made.ProfileId
    }

    It 'emits the profile even if the training takes too long' {
        Add-Training @('VALIDATING') -Final BREWING
        $made = Get-TrainingPhoto 10 | New-PhotaProfile -Wait -TimeoutSec 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $made.ProfileId | Should -Match '^[0-9a-f]{32}$'
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.Timeout,*'
        $failure[0].TargetObject.ProfileId | Should -Be $made.ProfileId
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Wait-PhotaProfile'
    }

    It 'stops at a credit that is too low' {
        Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 1 } | Out-Null
        { Get-TrainingPhoto 10 | New-PhotaProfile } | Should -Throw -ErrorId 'Phota.InsufficientCredit,*'
    }

    It 'never sends again what may have been charged, and says where to look' {
        Add-SandboxFault @{ kind = 'reset'; when = 'after_charge' }
        $failure = { Get-TrainingPhoto 10 | New-PhotaProfile } | Should -Throw -ErrorId 'Phota.Network,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PhotaProfile'
        (Get-SandboxBill).total | Should -Be 2.9
        @(Get-PhotaProfile) | Should -HaveCount 1
    }
}

Describe 'Get-PhotaProfile' {
    BeforeEach {
        Reset-Sandbox
        Invoke-SandboxControl 'switches' -Method POST -Body @{ profile_item_form = 'object' } | Out-Null
        $anna = New-TestProfile READY anna
        $ben = New-TestProfile IN_PROGRESS ben
        $odd = New-TestProfile BREWING anna
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'lists all, whatever form the list has: <_>' -ForEach 'object', 'full', 'id_string' {
        Invoke-SandboxControl 'switches' -Method POST -Body @{ profile_item_form = $_ } | Out-Null
        $all = Get-PhotaProfile
        $all.ProfileId | Should -Be $anna, $ben, $odd
        $all.Status | Should -Be 'Ready', 'InProgress', 'Unknown'
        $all.ServiceStatus | Should -Be 'READY', 'IN_PROGRESS', 'BREWING'
    }

    It 'finds by tag' {
        (Get-PhotaProfile -Tag anna).ProfileId | Should -Be $anna, $odd
        (Get-PhotaProfile -Tag ben).Tag | Should -Be 'ben'
        Get-PhotaProfile -Tag nobody | Should -BeNullOrEmpty
    }

    It 'finds by state, in the service''s words or ours, in any case' {
        (Get-PhotaProfile -Status ready).ProfileId | Should -Be $anna
        (Get-PhotaProfile -Status in_progress).ProfileId | Should -Be $ben
        (Get-PhotaProfile -Status InProgress, brewing).ProfileId | Should -Be $ben, $odd
        (Get-PhotaProfile -Tag anna -Status unknown).ProfileId | Should -Be $odd
    }

    It 'asks after some, by id, by alias and by property' {
        (Get-PhotaProfile $anna).Status | Should -Be 'Ready'
        (Get-PhotaProfile -Id $ben, $anna).ProfileId | Should -Be $ben, $anna
        ([pscustomobject]@{ ProfileId = $ben } | Get-PhotaProfile).Status | Should -Be 'InProgress'
        (Get-PhotaProfile -ProfileId $anna, $ben -Status READY).ProfileId | Should -Be $anna
    }

    It 'keeps what is known of a profile that is piped in' {
        (Get-PhotaProfile -Tag anna -Status ready | Get-PhotaProfile).Tag | Should -Be 'anna'
    }

    It 'reports what does not exist, and goes on' {
        $found = Get-PhotaProfile -ProfileId nobody, $anna -ErrorVariable failure -ErrorAction SilentlyContinue
        $found.ProfileId | Should -Be $anna
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.NotFound,PhotaPS.GetPhotaProfileCommand'
        $failure[0].TargetObject | Should -Be 'nobody'
        $failure[0].Exception.RequestId | Should -Not -BeNullOrEmpty
    }

    It 'asks nothing for a pipeline that brings nothing' {
        @() | Get-PhotaProfile | Should -BeNullOrEmpty
        $null | Get-PhotaProfile -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-SandboxRequest -Method GET | Should -BeNullOrEmpty
    }

    It 'lets no id lead to another URL' {
        Get-PhotaProfile -ProfileId '..', 'a/b', '../jobs/1' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be (@('Phota.Validation,PhotaPS.GetPhotaProfileCommand') * 3)
        Get-SandboxRequest -Method GET | Should -BeNullOrEmpty
    }

    It 'is flat: CSV and JSON hold everything' {
        Invoke-SandboxControl 'switches' -Method POST -Body @{ profile_item_form = 'full' } | Out-Null
        $made = (Get-PhotaProfile -Tag anna)[0]
        $row = $made | ConvertTo-Csv | ConvertFrom-Csv
        foreach ($property in $made.PSObject.Properties) { $row.($property.Name) | Should -Be ('{0}' -f $property.Value) -Because $property.Name }
        ($made | ConvertTo-Json -Depth 2 -WarningAction Stop | ConvertFrom-Json).ProfileId | Should -Be $anna
        (Get-PhotaProfile | Group-Object Status).Name | Sort-Object | Should -Be 'InProgress', 'Ready', 'Unknown'
    }

    It 'shows a table that fits a terminal' {
        $lines = (Get-PhotaProfile -Tag anna | Format-Table | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] -replace '\e\[[\d;]*m' | Should -Match '^Name\s+ProfileId\s+Status\s+Tag\s+Message'
        $lines[2] | Should -Match "^\s*$anna READY\s+anna"
        $lines.ForEach({ ($_ -replace '\e\[[\d;]*m').Length }) | Sort-Object -Descending | Select-Object -First 1 | Should -BeLessOrEqual 80
    }
}

Describe 'Wait-PhotaProfile' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'emits each of many when it is done, the quick before the slow' {
        Add-Training 'VALIDATING', 'IN_PROGRESS'
        $slow = Get-TrainingPhoto 10 | New-PhotaProfile -Tag slow
        $quick = Get-TrainingPhoto 10 | New-PhotaProfile -Tag quick
        $done = $slow, $quick | Wait-PhotaProfile -PollIntervalSec 1
        $done.Tag | Should -Be 'quick', 'slow'
        $done.Status | Should -Be 'Ready', 'Ready'
        $done.EstimatedCost | Should -Be 2.9, 2.9
    }

    It 'takes ids, by position, by alias and by property, and each only once' {
        $id = New-TestProfile READY
        (Wait-PhotaProfile $id).ProfileId | Should -Be $id
        (Wait-PhotaProfile -Id $id, $id).ProfileId | Should -Be $id
        ([pscustomobject]@{ ProfileId = $id }, [pscustomobject]@{ Id = $id } | Wait-PhotaProfile).ProfileId | Should -Be $id
    }

    It 'emits a failed one too, with an error that names it' {
        $good = New-TestProfile READY
        $bad = New-TestProfile INACTIVE
        $done = Wait-PhotaProfile $bad, $good -ErrorVariable failure -ErrorAction SilentlyContinue
        Compare-Object $done.ProfileId $bad, $good | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.Service,PhotaPS.WaitPhotaProfileCommand'
        $failure[0].TargetObject.ProfileId | Should -Be $bad
        $failure[0].Exception.Message | Should -BeLike "*$bad*inactive*INACTIVE*"
    }

    It 'gives up at the deadline, one error a profile, and emits the others' {
        $ready = New-TestProfile READY
        $odd = New-TestProfile BREWING
        $busy = New-TestProfile IN_PROGRESS
        $done = Wait-PhotaProfile $odd, $busy, $ready -TimeoutSec 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $done.ProfileId | Should -Be $ready
        $failure.FullyQualifiedErrorId | Should -Be (@('Phota.Timeout,PhotaPS.WaitPhotaProfileCommand') * 2)
        Compare-Object $failure.TargetObject.ProfileId $odd, $busy | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -Match 'BREWING|IN_PROGRESS'
    }

    It 'reports what does not exist, and goes on' {
        $ready = New-TestProfile READY
        $done = Wait-PhotaProfile nobody, $ready -ErrorVariable failure -ErrorAction SilentlyContinue
        $done.ProfileId | Should -Be $ready
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        $failure[0].TargetObject.ProfileId | Should -Be 'nobody'
    }
}

Describe 'Remove-PhotaProfile' {
    BeforeEach {
        Reset-Sandbox
        $id = New-TestProfile READY anna
    }

    It 'deletes by id and from the pipeline' {
        $other = New-TestProfile ERROR
        Remove-PhotaProfile $id -Confirm:$false | Should -BeNullOrEmpty
        Get-PhotaProfile | Remove-PhotaProfile -Confirm:$false
        (Get-SandboxRequest -Method DELETE).path | Should -Be "/v1/phota/profiles/$id", "/v1/phota/profiles/$other"
        Get-PhotaProfile | Should -BeNullOrEmpty
    }

    It 'asks first, and cannot where nobody answers' {
        (Get-Command Remove-PhotaProfile).ImplementingType.GetCustomAttributes($false).Where({ $_ -is [System.Management.Automation.CmdletAttribute] }).ConfirmImpact |
            Should -Be 'High'
        $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
        $output = Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
            Import-Module '$module'
            `$null = Connect-Phota (ConvertTo-SecureString sandbox-x -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
            try { Remove-PhotaProfile $id } catch { 'refused' }"
        $output | Should -Be 'refused'
        Get-SandboxRequest -Method DELETE | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf' {
        Get-PhotaProfile | Remove-PhotaProfile -WhatIf
        @(Get-PhotaProfile) | Should -HaveCount 1
    }

    It 'reports what does not exist' {
        Remove-PhotaProfile nobody, $id -Confirm:$false -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        Get-PhotaProfile | Should -BeNullOrEmpty
    }
}

Describe 'Save-PhotaProfilePicture' {
    BeforeEach {
        Reset-Sandbox
        $id = New-TestProfile READY
        $out = Join-Path $TestDrive "images-$([guid]::NewGuid())"
    }

    It 'saves each image under its profile''s id, and emits files' {
        $other = New-TestProfile READY
        $files = Get-PhotaProfile | Save-PhotaProfilePicture -Destination $out
        $files | Should -BeOfType System.IO.FileInfo
        $files.Name | Should -Be "$id.jpg", "$other.jpg"
        [IO.File]::ReadAllBytes($files[0].FullName)[0..2] | Should -Be 0xFF, 0xD8, 0xFF
        Get-ChildItem $out -Force | Should -HaveCount 2
    }

    It 'goes on into another cmdlet' {
        (Save-PhotaProfilePicture $id $out | Invoke-PhotaEnhance).Source | Should -Be (Join-Path $out "$id.jpg")
    }

    It 'overwrites only with -Force' {
        $null = Save-PhotaProfilePicture $id $out
        { Save-PhotaProfilePicture $id $out } | Should -Throw '*exists already*' -ErrorId 'Phota.OutputFile,*'
        @(Get-SandboxRequest -Method GET).Count | Should -Be 1
        (Save-PhotaProfilePicture $id $out -Force).Name | Should -Be "$id.jpg"
    }

    It 'asks nothing and writes nothing with -WhatIf' {
        Save-PhotaProfilePicture $id $out -WhatIf | Should -BeNullOrEmpty
        $out | Should -Not -Exist
        Get-SandboxRequest -Method GET | Should -BeNullOrEmpty
    }

    It 'reports a profile without an image, and goes on' {
        $busy = New-TestProfile IN_PROGRESS
        $files = Save-PhotaProfilePicture $busy, $id $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $files.Name | Should -Be "$id.jpg"
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        Get-ChildItem $out -Force | Should -HaveCount 1
    }
}

Describe 'A tag that is known here' {
    BeforeEach { Reset-Sandbox }

    It 'is shown where the service does not say it: <_>' -ForEach 'object', 'id_string' {
        # A session of its own: the ids of a sandbox begin anew when it is reset.
        $null = Connect-Phota (ConvertTo-SecureString "sandbox-$_" -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        Set-SandboxSwitch @{ profile_item_form = $_ }
        $anna = (New-PhotaProfile (Get-TrainingPhoto 10) -Tag anna).ProfileId
        $ben = New-TestProfile READY ben
        $other = New-TestProfile READY
        (Get-PhotaProfile -Tag ben).ProfileId | Should -Be $ben
        $listed = Get-PhotaProfile
        $listed.ProfileId | Should -Be $anna, $ben, $other
        $listed.Tag | Should -Be 'anna', 'ben', $null
        (Get-PhotaProfile $anna).Tag | Should -Be 'anna'
    }
}

Describe 'Stopping' {
    It 'says that a training may be paid for: <name>' -ForEach @(
        @{ name = 'before the answer'; script = { param($photos) $photos | New-PhotaProfile }
            words = 'may be in training and paid for; look for it with Get-PhotaProfile' }
        @{ name = 'with -Wait'; script = { param($photos) $photos | New-PhotaProfile -Wait -PollIntervalSec 3600 }
            words = 'Profile {0} is in training and paid for; wait for it with Wait-PhotaProfile {0}\.' }
    ) {
        Reset-Sandbox
        Set-SandboxSwitch @{ training_ms = '3600000' }
        if ($name -notlike '*Wait') { Add-SandboxFault @{ kind = 'hold'; when = 'before_response' } -Match @{ path = '*/add' } }
        $shell = New-Shell
        try {
            Start-Shell $shell $script @{ photos = @(Get-TrainingPhoto 10) }
            if ($name -like '*Wait') { Wait-Sandbox 'finished' -Count 2 } else { Wait-Sandbox 'held' }
            $shell.PowerShell.Stop()
            $shell.Screen.Lines | Should -HaveCount 1
            $shell.Screen.Lines | Should -Match ($words -f (Get-PhotaProfile).ProfileId)
        }
        finally { Close-Shell $shell }
        (Get-SandboxBill).total | Should -Be 2.9
    }

    It 'gives the prompt back at once: <command>' -ForEach @(
        @{ command = 'Wait-PhotaProfile'; script = 'Wait-PhotaProfile $id -PollIntervalSec 3600'; moment = 'finished' }
        @{ command = 'New-PhotaProfile -Wait'; script = '$photos | New-PhotaProfile -Wait -PollIntervalSec 3600'; moment = 'finished' }
        @{ command = 'New-PhotaProfile'; script = '$photos | New-PhotaProfile'; moment = 'held'; hold = '*/add' }
        @{ command = 'Get-PhotaProfile'; script = 'Get-PhotaProfile'; moment = 'held'; hold = '*/ids' }
        @{ command = 'Save-PhotaProfilePicture'; script = 'Save-PhotaProfilePicture $id $out'; moment = 'held'; hold = '*/profile_picture' }
    ) {
        Reset-Sandbox
        Invoke-SandboxControl 'switches' -Method POST -Body @{ training_ms = '3600000' } | Out-Null
        $out = Join-Path $TestDrive 'stopped'
        $id = New-TestProfile $(if ($command -like 'Save*') { 'READY' } else { 'IN_PROGRESS' })
        if ($hold) {
            $when = if ($command -like 'Save*') { 'mid_body' } else { 'before_response' }
            Add-SandboxFault @{ kind = 'hold'; when = $when; after_bytes = 100 } -Match @{ path = $hold }
        }
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
        $null = $shell.AddScript("param(`$module, `$uri, `$photos, `$id, `$out)
            Import-Module `$module
            `$null = Connect-Phota (ConvertTo-SecureString 'sandbox-stop' -AsPlainText -Force) -BaseUri `$uri
            $script").AddParameters(@{
                module = (Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'); uri = $Sandbox.BaseUri; photos = @(Get-TrainingPhoto 10); id = $id; out = $out
            })
        $running = $shell.BeginInvoke()
        $count = if ($command -eq 'New-PhotaProfile -Wait') { 2 } else { 1 }
        Wait-Sandbox $moment -Count $count

        $clock = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $clock.ElapsedMilliseconds | Should -BeLessThan 500
        $ending = { $shell.EndInvoke($running) } | Should -Throw -PassThru
        $ending.Exception.InnerException | Should -BeOfType ([System.Management.Automation.PipelineStoppedException])
        $shell.Dispose()
        if (Test-Path $out) { Get-ChildItem $out -Force | Should -BeNullOrEmpty }
    }
}
