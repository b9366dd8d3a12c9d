BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function Complete([string]$Line) { @((TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText) }
}

AfterAll { Stop-TestSandbox }

Describe 'Completion' {
    BeforeEach {
        Reset-Sandbox
        Connect-Phota (ConvertTo-SecureString 'sandbox-completion' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri | Out-Null
    }

    It 'knows the profiles and tags that this session has seen, the newest first, without a request' {
        $first = (Invoke-SandboxControl 'profiles' -Method POST -Body @{ tag = 'anna' }).profile_id
        $second = (Invoke-SandboxControl 'profiles' -Method POST -Body @{ tag = "Ben's dog" }).profile_id
        Invoke-SandboxControl 'switches' -Method POST -Body @{ profile_item_form = 'full' } | Out-Null
        Complete 'Invoke-PhotaEnhance x.jpg -ProfileId ' | Should -Not -Contain $first
        $null = Get-PhotaProfile
        $asked = @(Get-SandboxRequest -Method GET).Count

        foreach ($line in 'Invoke-PhotaEnhance x.jpg -ProfileId ', 'Invoke-PhotaEdit x.jpg y -ProfileId ', 'Invoke-PhotaRemix x.jpg y -ProfileId ',
            'Get-PhotaProfile ', 'Get-PhotaProfile -Id ', 'Wait-PhotaProfile -ProfileId ', 'Remove-PhotaProfile ', 'Save-PhotaProfilePicture ') {
            Complete $line | Should -Be $second, $first -Because $line
        }
        Complete "Remove-PhotaProfile $($first.Substring(0, 6))" | Should -Be $first
        Complete 'Get-PhotaProfile -Tag ' | Should -Be "'Ben''s dog'", 'anna'
        Complete 'New-PhotaProfile -Tag b' | Should -Be "'Ben''s dog'"
        Complete "New-PhotaProfile -Tag 'be" | Should -Be "'Ben''s dog'"
        @(Get-SandboxRequest -Method GET).Count | Should -Be $asked
    }

    It 'forgets a profile that is removed, and all of another account' {
        $id = (Invoke-SandboxControl 'profiles' -Method POST -Body @{}).profile_id
        $other = (Invoke-SandboxControl 'profiles' -Method POST -Body @{}).profile_id
        $null = Get-PhotaProfile
        Remove-PhotaProfile $id -Confirm:$false
        Complete 'Get-PhotaProfile -ProfileId ' | Should -Be $other
        Connect-Phota (ConvertTo-SecureString 'sandbox-another' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri | Out-Null
        Complete 'Get-PhotaProfile -ProfileId ' | Should -Not -Contain $other
    }

    It 'knows a new profile before its training has ended' {
        Add-SandboxFault @{ kind = 'profile'; states = @('VALIDATING'); final = 'ERROR' }
        $made = 1..10 | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") } | New-PhotaProfile -Tag new
        Complete 'Wait-PhotaProfile -ProfileId ' | Should -Be $made.ProfileId
    }

    It 'names people inside of [[ ]] of a prompt: <line>' -ForEach @(
        @{ line = 'New-PhotaImage "a card of [[an'; is = '"a card of [[anna]]' }
        @{ line = "New-PhotaImage 'a card of [[an'"; is = "'a card of [[anna]]'" }
        @{ line = 'Invoke-PhotaEdit x.jpg "$what falls on [[an'; is = '"$what falls on [[anna]]' }
        @{ line = 'Invoke-PhotaEnhance x.jpg -Prompt "[[anna]] and [[be'; is = '"[[anna]] and [[Ben `$1]]' }
        @{ line = "Invoke-PhotaRemix x.jpg y.jpg -Prompt '[[ren"; is = "'[[Renée O''Neil]]" }
        @{ line = 'New-PhotaImage [[be'; is = '[[Ben` `$1]]' }
        @{ line = 'New-PhotaImage "[['; is = '"[[Ben `$1]]', "`"[[Renée O'Neil]]", '"[[anna]]' }
        @{ line = 'New-PhotaImage "a card of anna'; is = @() }
        @{ line = 'New-PhotaImage "a card of [[anna]]'; is = @() }
    ) {
        $names = 'anna', 'Ben $1', "Renée O'Neil"
        foreach ($name in $names) { Set-PhotaProfileName (New-SandboxProfile) $name }
        try {
            $asked = @(Get-SandboxRequest -Method GET).Count
            @(Complete $line) | Where-Object { $_ -like '*[[]*' } | Should -Be $is
            @(Get-SandboxRequest -Method GET).Count | Should -Be $asked
        }
        finally { Remove-PhotaProfileName $names -Confirm:$false }
    }

    It 'knows the jobs that this session has submitted' {
        $job = Invoke-PhotaEnhance "$Photos/dog.jpg" -Async
        foreach ($line in 'Get-PhotaJob ', 'Wait-PhotaJob -JobId ', 'Receive-PhotaJob -Id ') { Complete $line | Should -Be $job.JobId }
    }

    It 'knows the base models and the states' {
        Complete 'New-PhotaImage x -BaseModel ' | Should -Be 'nb2', 'gpt-image-2', 'qwen-image-2', 'flux-2', 'reve'
        Complete 'Invoke-PhotaEdit x.jpg y -BaseModel q' | Should -Be 'qwen-image-2'
        Complete 'Get-PhotaModel r' | Should -Be 'reve'
        Complete 'Get-PhotaProfile -Status in' | Should -Be 'InProgress', 'Inactive'
        Complete 'New-PhotaProfile -Tier ' | Should -Be 'Fast', 'Standard'
    }

    It 'is quick and bounded with thousands of names' {
        $list = @{ profiles = 1..3000 | ForEach-Object { @{ profile_id = "p$_"; status = 'READY' } } } | ConvertTo-Json -Compress
        Add-SandboxFault @{ kind = 'replace'; status = 200; content_type = 'application/json'; body = $list } -Match @{ path = '*/ids' }
        @(Get-PhotaProfile).Count | Should -Be 3000
        $times = 1..5 | ForEach-Object {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            (Complete 'Get-PhotaProfile -ProfileId ') | Should -HaveCount 1000
            $clock.ElapsedMilliseconds
        }
        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 50
        Complete 'Get-PhotaProfile -ProfileId p300' | Should -Be 'p3000'
    }
}
