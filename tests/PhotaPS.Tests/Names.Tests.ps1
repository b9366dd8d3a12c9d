BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function New-TestProfile([string]$Status = 'READY') { (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = $Status }).profile_id }

    function Get-TrainingPhoto([int]$Count = 10) { 1..$Count | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") } }

    function Complete([string]$Line) { @((TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText) }
}

AfterAll { Stop-TestSandbox }

Describe 'Names of profiles' {
    BeforeEach {
        Reset-Sandbox
        $env:PHOTA_PROFILES = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        $anna = New-TestProfile
        Set-PhotaProfileName $anna anna
    }

    AfterEach {
        $env:PHOTA_PROFILES = $null
        (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty
    }

    It 'are sent as ids by every operation, with -ProfileId and in the prompt' {
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId anna
        $null = Invoke-PhotaEdit "$Photos/dog.jpg" 'a hat for [[anna]]' -ProfileId anna
        $null = Invoke-PhotaRemix "$Photos/dog.jpg" "$Photos/harbour.jpeg" -ProfileId anna
        $null = New-PhotaImage '[[anna]] at sea'
        $bodies = (Get-SandboxRequest).body
        $bodies | Where-Object profile_ids | ForEach-Object { $_.profile_ids | Should -Be $anna }
        @($bodies | Where-Object profile_ids) | Should -HaveCount 3
        $bodies.prompt | Should -Contain "a hat for [[$anna]]"
        $bodies.prompt | Should -Contain "[[$anna]] at sea"
    }

    It 'make the same request as the id, so that a name given later pays nothing again' {
        $out = Join-Path $TestDrive 'same'
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId $anna -Destination $out
        $null = New-PhotaImage "[[$anna]] at sea" -Destination $out
        $charges = @(Get-Charge).Count
        $charges | Should -Be 2

        $again = @(Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId anna -Destination $out) + @(New-PhotaImage '[[anna]] at sea' -Destination $out)
        $again.Origin | Should -Be 'Found', 'Found'
        @(Get-Charge) | Should -HaveCount $charges
        Set-PhotaProfileName anna annika
        (Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId annika -Destination $out).Origin | Should -Be 'Found'
        @(Get-Charge) | Should -HaveCount $charges
    }

    It 'are resolved in a plan too' {
        $plan = Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId anna -Destination (Join-Path $TestDrive plan) -WhatIf
        $plan[0].ProfileId | Should -Be $anna
        $refused = Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId ana -Destination (Join-Path $TestDrive plan) -WhatIf
        $refused[0].Action | Should -Be 'Refuse'
        $refused[0].Reason | Should -BeLike "*'ana'*'anna'*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'that are mistyped fail before paying and say what was meant: <_>' -ForEach 'ana', 'Anna', 'anan' {
        $typo = $_
        foreach ($command in { Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId $typo }, { New-PhotaImage "[[$typo]] at sea" },
            { Get-PhotaProfile $typo }, { Wait-PhotaProfile -ProfileId $typo }, { Remove-PhotaProfile $typo -Confirm:$false }) {
            $command | Should -Throw "*'$typo'*'anna'*"
        }
        Get-SandboxRequest | Should -BeNullOrEmpty
        (Get-PhotaProfile $anna).ProfileId | Should -Be $anna
    }

    It 'refuses a prompt with an empty [[]] before paying' {
        { New-PhotaImage 'a card of [[]]' -ErrorAction Stop } | Should -Throw '*empty*names no profile*'
        { Invoke-PhotaEdit "$Photos/dog.jpg" 'a hat for [[ ]]' -ErrorAction Stop } | Should -Throw '*empty*names no profile*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'sends on what is no name as the id that it may be' {
        $other = New-TestProfile
        $null = New-PhotaImage "[[$other]] at sea"
        (Get-SandboxRequest).body.prompt | Should -Be "[[$other]] at sea"
    }

    It 'are shown by Get-PhotaProfile, and taken wherever an id is' {
        $other = New-TestProfile
        (Get-PhotaProfile anna).ProfileId | Should -Be $anna
        (Get-PhotaProfile | Where-Object Name -EQ anna).ProfileId | Should -Be $anna
        (Get-PhotaProfile $other).Name | Should -BeNullOrEmpty
        (Wait-PhotaProfile -ProfileId anna).Name | Should -Be 'anna'
        (Save-PhotaProfilePicture anna -Destination (Join-Path $TestDrive faces)).BaseName | Should -Be $anna
        Remove-PhotaProfile anna -Confirm:$false
        (Get-PhotaProfile).ProfileId | Should -Be $other
        Get-Content $env:PHOTA_PROFILES -Raw | Should -Be "{}`n"
    }

    It 'are set, changed and removed' {
        $other = New-TestProfile
        { Set-PhotaProfileName $other anna -ErrorAction Stop } | Should -Throw "*$anna*'anna'*"
        (Set-PhotaProfileName $other anna -Force -PassThru).Name | Should -Be 'anna'
        (Get-PhotaProfile anna).ProfileId | Should -Be $other
        Get-PhotaProfile $anna | Set-PhotaProfileName -Name "Anna's dog"
        Set-PhotaProfileName anna ben -WhatIf
        (Get-Content $env:PHOTA_PROFILES -Raw | ConvertFrom-Json).loopback.PSObject.Properties.Name | Should -Be "Anna's dog", 'anna'
        Get-PhotaProfile | Where-Object Name | Remove-PhotaProfileName
        { Remove-PhotaProfileName $other -ErrorAction Stop } | Should -Throw '*has no name*'
        @(Get-PhotaProfile) | Should -HaveCount 2
    }

    It 'are the same in either form of their letters' {
        Set-PhotaProfileName $anna "Rene`u{0301}"
        (Get-PhotaProfile "Ren`u{00e9}").ProfileId | Should -Be $anna
        (Get-PhotaProfile "Rene`u{0301}").ProfileId | Should -Be $anna
    }

    It 'gives no name to a profile that does not exist' {
        { Set-PhotaProfileName 0123456789abcdef0123456789abcdef carl -ErrorAction Stop } | Should -Throw
        Get-Content $env:PHOTA_PROFILES -Raw | Should -Not -Match carl
    }

    It 'completes names before ids' {
        Set-PhotaProfileName (New-TestProfile) "Ben's dog"
        foreach ($line in 'Invoke-PhotaEnhance x.jpg -ProfileId ', 'Get-PhotaProfile ', 'Set-PhotaProfileName ', 'Remove-PhotaProfileName ') {
            (Complete $line)[0, 1] | Should -Be "'Ben''s dog'", 'anna' -Because $line
        }
    }

    It 'are an error that names the file where it is damaged, before anything is paid' {
        Set-Content $env:PHOTA_PROFILES '{ <<<<<<< HEAD'
        { Invoke-PhotaEnhance "$Photos/dog.jpg" -ProfileId anna } | Should -Throw "*$([IO.Path]::GetFileName($env:PHOTA_PROFILES))*damaged*"
        { Get-TrainingPhoto | New-PhotaProfile -Name ben } | Should -Throw '*damaged*'
        Get-SandboxRequest | Should -BeNullOrEmpty

        # What needs no name goes on, and profiles are listed all the same.
        (Get-PhotaProfile -WarningVariable warnings -WarningAction SilentlyContinue).ProfileId | Should -Be $anna
        "$warnings" | Should -BeLike '*damaged*'
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg"
    }

    It 'refuses a PHOTA_PROFILES that is another file in each folder' {
        $env:PHOTA_PROFILES = 'names.json'
        { Get-PhotaProfile anna } | Should -Throw '*PHOTA_PROFILES*full path*'
    }

    It 'lie in the user''s configuration where PHOTA_PROFILES is not set' {
        $env:PHOTA_PROFILES = $null
        Set-PhotaProfileName $anna anna
        Join-Path $env:XDG_CONFIG_HOME 'PhotaPS/profiles.json' | Should -Exist
        (Get-PhotaProfile anna).ProfileId | Should -Be $anna
    }

    It 'lose nothing where processes give names at the same time' {
        $ids = 1..4 | ForEach-Object { New-TestProfile }
        $script = "Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'; foreach (`$id in '$($ids -join "','")') { Set-PhotaProfileName `$id `"`$PID `$(`$id.Substring(0, 8))`" -Force }"
        $processes = 1..3 | ForEach-Object { [Diagnostics.Process]::Start((New-PwshStartInfo '-NoProfile', '-NonInteractive', '-Command', $script)) }
        foreach ($process in $processes) { $process.WaitForExit(); $process.ExitCode | Should -Be 0 }
        $names = (Get-Content $env:PHOTA_PROFILES -Raw | ConvertFrom-Json).loopback.PSObject.Properties
        ($names.Value | Sort-Object) | Should -Be (@($ids) + $anna | Sort-Object)
    }
}

Describe 'New-PhotaProfile -Name' {
    BeforeEach {
        Reset-Sandbox
        $env:PHOTA_PROFILES = Join-Path $TestDrive "$([guid]::NewGuid()).json"
    }

    AfterEach { $env:PHOTA_PROFILES = $null }

    It 'names what it trains, and trains no one twice' {
        $made = Get-TrainingPhoto | New-PhotaProfile -Name anna -Wait
        $made.Name | Should -Be 'anna'
        (Get-PhotaProfile anna).ProfileId | Should -Be $made.ProfileId
        { Get-TrainingPhoto | New-PhotaProfile -Name anna -ErrorAction Stop } | Should -Throw "*$($made.ProfileId)*'anna'*nothing was sent*"
        (Get-SandboxBill).total | Should -Be 2.9

        $other = Get-TrainingPhoto | New-PhotaProfile -Name anna -Force
        (Get-PhotaProfile anna).ProfileId | Should -Be $other.ProfileId
    }

    It 'gives the name of a profile that failed or is gone to the next' {
        Add-SandboxFault @{ kind = 'profile'; states = @('VALIDATING'); final = 'ERROR'; message = 'no face' }
        $failed = Get-TrainingPhoto | New-PhotaProfile -Name anna -Wait -ErrorAction SilentlyContinue
        $failed.Name | Should -Be 'anna'
        $next = Get-TrainingPhoto | New-PhotaProfile -Name anna
        $next.Name | Should -Be 'anna'
        $next.ProfileId | Should -Not -Be $failed.ProfileId
        Reset-Sandbox
        (Get-TrainingPhoto | New-PhotaProfile -Name anna).Name | Should -Be 'anna'
    }

    It 'refuses a name before it pays: <_>' -ForEach 'a[1]', ' anna', '' {
        $name = $_
        { Get-TrainingPhoto | New-PhotaProfile -Name $name -ErrorAction Stop } | Should -Throw '*name*refused*'
        { Get-TrainingPhoto | New-PhotaProfile -Name $name -WhatIf -ErrorAction Stop } | Should -Throw '*name*refused*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
