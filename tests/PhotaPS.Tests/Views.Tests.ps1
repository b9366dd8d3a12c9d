# What people see: the exact text of every view, in terminals of 80 and of 120 columns.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $culture = [cultureinfo]::CurrentCulture
    $rendering = $PSStyle.OutputRendering
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    $PSStyle.OutputRendering = 'Host'
    Set-Location $TestDrive
    $here = (Get-Location).ProviderPath

    # As this system writes it.
    function Get-LocalPath([string]$Path) { $Path.Replace('/', [IO.Path]::DirectorySeparatorChar) }

    function Get-Moment([string]$Text) { [DateTimeOffset][datetime]$Text }

    # As it is on the screen, but for the spaces that nobody sees.
    function Get-View($Objects, [int]$Width, [switch]$List) {
        $text = if ($List) { $Objects | Format-List | Out-String -Width $Width } else { $Objects | Format-Table | Out-String -Width $Width }
        $lines = $text.Replace('\', '/') -split '\r?\n' | ForEach-Object TrimEnd
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
        ($lines -join "`n").Trim("`n")
    }

    $images = @(
        [Phota.PhotaImage]@{ Operation = 'enhance'; Source = (Get-LocalPath "$here/photos/dog.jpg"); FullName = (Get-LocalPath "$here/enhanced/dog.jpg"); Width = 2048; Height = 1536; EstimatedCost = 0.12; Duration = '00:00:03.25' }
        [Phota.PhotaImage]@{ Operation = 'enhance'; Source = (Get-LocalPath "$here/photos/Jürgen's long Geburtstag.png"); FullName = (Get-LocalPath "$here/enhanced/2024/Jürgen's long Geburtstag.png.jpg"); Width = 2048; Height = 1536; EstimatedCost = 0.15; Duration = '00:02:05' }
        [Phota.PhotaImage]@{ Operation = 'enhance'; Source = (Get-LocalPath '/far/away/my photo [1].jpg'); FullName = (Get-LocalPath '/far/away/from/here/enhanced/my photo [1].jpg'); Width = 4096; Height = 4096; Origin = 'Found'; EstimatedCost = 0; Duration = '00:00:59.96' }
        [Phota.PhotaImage]@{ Operation = 'remix'; Source = 'https://images.example/a/b.jpg?signature=secret'; DownloadUri = 'https://images.example/c.jpg?signature=secret'; ExpiresAt = Get-Moment '2100-11-25 06:11'; EstimatedCost = 0.12; Prompt = 'as a watercolour, with the sea behind'; Duration = '00:00:00.042' }
        [Phota.PhotaImage]@{ Operation = 'generate'; Prompt = 'a fox'; ExpiresAt = Get-Moment '2020-01-01 00:00'; Duration = '01:02:03' }
    )
    $jobs = @(
        [Phota.PhotaJob]@{ JobId = '34a113a7-9135-4abe-ada6-397b63c51488'; Status = 'Succeeded'; ServiceStatus = 'succeeded'; Operation = 'enhance'; Source = (Get-LocalPath "$here/dog.jpg") }
        [Phota.PhotaJob]@{ JobId = '44a113a7-9135-4abe-ada6-397b63c51488'; Status = 'Failed'; ServiceStatus = 'failed'; Operation = 'generate'; Prompt = 'a fox at sea'; Error = 'Blocked by content moderation.'; CreatedAt = Get-Moment '2026-11-25 06:11' }
        [Phota.PhotaJob]@{ JobId = '54a113a7-9135-4abe-ada6-397b63c51488' }
    )
    $profiles = @(
        [Phota.PhotaProfile]@{ ProfileId = 'c1074bd4eecb94779018d9e069603213'; Name = 'anna'; Status = 'Ready'; ServiceStatus = 'READY'; Tag = 'family'; EstimatedCost = 2.90 }
        [Phota.PhotaProfile]@{ ProfileId = 'd1074bd4eecb94779018d9e069603213'; Status = 'Error'; ServiceStatus = 'ERROR'; Message = 'No face is in most of the photos.' }
        [Phota.PhotaProfile]@{ ProfileId = 'e1074bd4eecb94779018d9e069603213' }
    )
    $plans = @(
        [Phota.PhotaPlan]@{ Operation = 'edit'; Source = (Get-LocalPath "$here/dog.jpg"); Count = 4; Path = (Get-LocalPath "$here/out/dog.jpg;$here/out/dog.v2.jpg;$here/out/dog.v3.jpg;$here/out/dog.v4.jpg"); UnitPrice = 0.09; EstimatedCost = 0.36 }
        [Phota.PhotaPlan]@{ Operation = 'edit'; Source = (Get-LocalPath "$here/cat.jpg"); Count = 1; Path = (Get-LocalPath "$here/out/cat.jpg"); Prompt = 'snow' }
        [Phota.PhotaPlan]@{ Operation = 'edit'; Source = (Get-LocalPath "$here/owl.jpg"); Action = 'Skip'; Count = 1; EstimatedCost = 0; Reason = 'saved by an earlier run, and intact' }
        [Phota.PhotaPlan]@{ Operation = 'edit'; Source = (Get-LocalPath "$here/notes.txt"); Action = 'Refuse'; EstimatedCost = 0; Reason = (Get-LocalPath "Phota.InputFile: '$here/notes.txt' is not a JPEG, PNG, WebP or HEIC image, whatever its name says.") }
        [Phota.PhotaPlanTotal]@{ Requests = 2; Images = 5; TotalCost = 0.36; Unpriced = 1; Skipped = 1; Refused = 1 }
    )
    $costs = @($images | Measure-PhotaCost Operation)
    $connection = Connect-Phota (ConvertTo-SecureString sandbox-views -AsPlainText -Force) -BaseUri https://photos-of-the-family.example -MaxCost 2000 -TimeoutSec 90 -ThrottleLimit 8
    $verdict = [Phota.CallbackVerdict]@{ IsValid = $false; Form = 'PrefixedHex'; Timestamp = Get-Moment '2026-11-25 06:11'; JobId = '34a113a7-9135-4abe-ada6-397b63c51488'; Note = 'The signature does not fit this body and secret.' }
}

AfterAll {
    Disconnect-Phota
    Set-Location $PSScriptRoot
    [cultureinfo]::CurrentCulture = $culture
    $PSStyle.OutputRendering = $rendering
}

Describe 'The table of results' {
    It 'fits into 80 columns, with every file''s name readable' {
        Get-View $images 80 | Should -BeExactly @'
Operation Source                  Pixels   Cost Result
--------- ------                  ------   ---- ------
enhance   dog.jpg              2048x1536  $0.12 enhanced/dog.jpg
enhance   Jürgen's l…tstag.png 2048x1536  $0.15 Jürgen's long G…urtstag.png.jpg
enhance   my photo [1].jpg     4096x4096  $0.00 …/enhanced/my photo [1].jpg
remix     b.jpg                           $0.12 until 11/25/2100 06:11
generate  a fox                               ? URL has expired
'@
    }

    It 'tells more in 120 columns' {
        Get-View $images 120 | Should -BeExactly @'
Operation Source                  Pixels   Cost Result                                  Time Origin  Prompt
--------- ------                  ------   ---- ------                                  ---- ------  ------
enhance   dog.jpg              2048x1536  $0.12 enhanced/dog.jpg                       3.3 s New
enhance   Jürgen's l…tstag.png 2048x1536  $0.15 Jürgen's long G…urtstag.png.jpg    2 min 5 s New
enhance   my photo [1].jpg     4096x4096  $0.00 …/enhanced/my photo [1].jpg             60 s Found
remix     b.jpg                           $0.12 until 11/25/2100 06:11                 42 ms New     as a watercolour, …
generate  a fox                               ? URL has expired                    1 h 2 min New     a fox
'@
    }

    It 'counts letters that are two columns wide' {
        $tower = [Phota.PhotaImage]@{ Operation = 'enhance'; Source = (Get-LocalPath '/a/東京タワーの夜景と花火大会.jpg'); FullName = (Get-LocalPath '/far/away/enhanced/東京タワーの夜景と花火大会.jpg') }
        Get-View $tower 80 | Should -BeExactly @'
Operation Source                  Pixels   Cost Result
--------- ------                  ------   ---- ------
enhance   東京タワー…大会.jpg                 ? 東京タワーの夜景と花火大会.jpg
'@
    }

    It 'cuts no letter in two' {
        $astral = [Phota.PhotaImage]@{ Operation = 'enhance'; Source = "/a/$('🦊' * 9)é$([char]0x301)abcdefgh.jpg" }
        (Get-View $astral 80) -split "`n" | Select-Object -Last 1 | Should -BeExactly "enhance   $('🦊' * 5)…defgh.jpg                ?"
    }

    It 'is a list when it is asked for one' {
        Get-View $images[3] 80 -List | Should -BeExactly @'
Operation       : remix
Source          : https://images.example/a/b.jpg
Origin          : New
Variation       : 1
FullName        :
DownloadUri     : https://images.example/c.jpg?signature=secret
ExpiresAt       : 11/25/2100 06:11
Format          : Jpeg
Width           :
Height          :
Length          :
Sha256          :
Prompt          : as a watercolour, with the sea behind
BaseModel       :
Resolution      :
ProfileId       :
KnownSubject    :
EstimatedCost   : $0.12
RequestId       :
JobId           :
ClientRequestId :
Attempt         : 0
Duration        : 42 ms
CreatedAt       : 01/01/0001 00:00
'@
    }
}

Describe 'The table of jobs' {
    It 'fits into 80 columns' {
        Get-View $jobs 80 | Should -BeExactly @'
JobId                                Status      Operation Source
-----                                ------      --------- ------
34a113a7-9135-4abe-ada6-397b63c51488 succeeded   enhance   dog.jpg
44a113a7-9135-4abe-ada6-397b63c51488 failed      generate  a fox at sea
54a113a7-9135-4abe-ada6-397b63c51488 Unknown
'@
    }

    It 'tells more in 120 columns' {
        Get-View $jobs 120 | Should -BeExactly @'
JobId                                Status      Operation Source               Error
-----                                ------      --------- ------               -----
34a113a7-9135-4abe-ada6-397b63c51488 succeeded   enhance   dog.jpg
44a113a7-9135-4abe-ada6-397b63c51488 failed      generate  a fox at sea         Blocked by content moderation.
54a113a7-9135-4abe-ada6-397b63c51488 Unknown
'@
    }

    It 'is a list when it is asked for one' {
        Get-View $jobs[1] 80 -List | Should -BeExactly @'
JobId           : 44a113a7-9135-4abe-ada6-397b63c51488
Status          : failed
Operation       : generate
Source          :
Count           : 1
Format          : Jpeg
Prompt          : a fox at sea
BaseModel       :
Resolution      :
ProfileId       :
ClientRequestId :
Error           : Blocked by content moderation.
ErrorCode       :
RequestId       :
Attempt         : 0
CreatedAt       : 11/25/2026 06:11
CompletedAt     :
'@
    }
}

Describe 'The table of profiles' {
    It 'fits into 80 columns' {
        Get-View $profiles 80 | Should -BeExactly @'
Name       ProfileId                        Status      Tag        Message
----       ---------                        ------      ---        -------
anna       c1074bd4eecb94779018d9e069603213 READY       family
           d1074bd4eecb94779018d9e069603213 ERROR                  No face is i…
           e1074bd4eecb94779018d9e069603213 (not asked)
'@
    }

    It 'tells more in 120 columns' {
        Get-View $profiles[1] 120 | Should -BeExactly @'
Name       ProfileId                        Status      Tag        Message
----       ---------                        ------      ---        -------
           d1074bd4eecb94779018d9e069603213 ERROR                  No face is in most of the photos.
'@
    }

    It 'is a list when it is asked for one' {
        Get-View $profiles[0] 80 -List | Should -BeExactly @'
Name             : anna
ProfileId        : c1074bd4eecb94779018d9e069603213
Status           : READY
Message          :
Tag              : family
Tier             :
EstimatedCost    : $2.90
RequestId        :
CreatedAt        :
AdditionalFields :
'@
    }
}

Describe 'The table of base models' {
    It 'fits into 80 columns' {
        Get-View (Get-PhotaModel) 80 | Should -BeExactly @'
Id           Name               Default Resolution Billing Quality
--           ----               ------- ---------- ------- -------
nb2          Nano Banana 2      yes     1K,2K,4K   flat
gpt-image-2  GPT Image 2                1K,2K,4K   tokens  auto,low,medium,high
qwen-image-2 Qwen Image 2               1K,2K      flat
flux-2       Flux 2 Dev                 1K,2K      flat
reve         Reve                       1K         flat
'@
    }

    It 'tells more in 120 columns' {
        Get-View (Get-PhotaModel nb2) 120 | Should -BeExactly @'
Id           Name               Default Resolution Billing Quality              Always for
--           ----               ------- ---------- ------- -------              ----------
nb2          Nano Banana 2      yes     1K,2K,4K   flat                         enhance,remix
'@
    }
}

Describe 'A plan and its total' {
    It 'are one table, in which every reason can be read: <_> columns' -ForEach 80, 120 {
        Get-View $plans $_ | Should -BeExactly @'
Action Operation Source               Count    Cost Result or reason
------ --------- ------               -----    ---- ----------------
Submit edit      dog.jpg                  4   $0.36 out/dog.jpg +3
Submit edit      cat.jpg                  1       ? out/cat.jpg
Skip   edit      owl.jpg                  1   $0.00 saved by an earlier run,
                                                    and intact
Refuse edit      notes.txt                0   $0.00 Phota.InputFile:
                                                    'notes.txt' is not a JPEG,
                                                    PNG, WebP or HEIC image,
                                                    whatever its name says.
Total            2 requests               5   $0.36 1 of unknown price, 1 at no
                                                    cost, 1 refused
'@
    }

    It 'are lists when they are asked for one' {
        Get-View $plans[1] 160 -List | Should -BeExactly @'
Operation     : edit
Source        : {0}/cat.jpg
Action        : Submit
Count         : 1
UnitPrice     : ?
EstimatedCost : ?
Path          : {0}/out/cat.jpg
Reason        :
Prompt        : snow
BaseModel     :
Resolution    :
ProfileId     :
'@.Replace('{0}', $here.Replace('\', '/'))
        Get-View $plans[4] 80 -List | Should -BeExactly @'
Requests  : 2
Images    : 5
TotalCost : $0.36
Unpriced  : 1
Skipped   : 1
Refused   : 1
'@
    }
}

Describe 'Costs' {
    It 'fit into 80 columns, and one that is not known is not nothing' {
        Get-View $costs 80 | Should -BeExactly @'
Name                                       Images         Cost Unpriced
----                                       ------         ---- --------
enhance                                         3        $0.27        0
generate                                        1            ?        1
remix                                           1        $0.12        0
'@
        Get-View $costs 120 | Should -BeExactly (Get-View $costs 80)
    }

    It 'are a list when they are asked for one' {
        Get-View ($images | Measure-PhotaCost) 80 -List | Should -BeExactly @'
Name     : Total
Images   : 5
Cost     : $0.39
Unpriced : 1
'@
    }
}

Describe 'A connection' {
    It 'fits into 80 columns' {
        Get-View $connection 80 | Should -BeExactly @'
BaseUri                        Key from              Timeout At once     Budget
-------                        --------              ------- -------     ------
https://photos-of-the-family.… -ApiKey            1 min 30 s       8  $2,000.00
'@
        Get-View $connection 120 | Should -BeExactly (Get-View $connection 80)
    }

    It 'is a list when it is asked for one' {
        Get-View $connection 80 -List | Should -BeExactly @'
BaseUri       : https://photos-of-the-family.example/
KeySource     : -ApiKey
Timeout       : 1 min 30 s
ThrottleLimit : 8
MaxCost       : $2,000.00
'@
    }
}

Describe 'A verdict on a callback' {
    It 'is a list by itself' {
        ($verdict | Out-String -Width 80) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ } | Should -BeExactly @(
            'IsValid   : False'
            'Form      : PrefixedHex'
            'Timestamp : 11/25/2026 06:11'
            'JobId     : 34a113a7-9135-4abe-ada6-397b63c51488'
            'Note      : The signature does not fit this body and secret.'
        )
    }

    It 'fits into 80 columns as a table, its note unbroken: <_> columns' -ForEach 80, 120 {
        Get-View $verdict $_ | Should -BeExactly @'
IsValid Form        JobId                                Note
------- ----        -----                                ----
False   PrefixedHex 34a113a7-9135-4abe-ada6-397b63c51488 The signature does not
                                                         fit this body and
                                                         secret.
'@
    }
}

Describe 'Colours' {
    BeforeAll {
        $red = "$($PSStyle.Formatting.Error)failed$($PSStyle.Reset)"

        # The lines that a host of this name gets to show.
        function Get-Screen([string]$HostName, [string]$Rendering) {
            $PSStyle.OutputRendering = $Rendering
            $testHost = [PhotaPS.Tests.TestHost]::new($HostName)
            $runspace = [runspacefactory]::CreateRunspace($testHost)
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            try {
                $null = $shell.AddScript('param($module, $job) Import-Module $module; $job | Out-Host').AddParameters(@{ module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'; job = $jobs[1] }).Invoke()
                ($shell.Streams.Error | Out-String).Trim() | Should -BeNullOrEmpty
                $testHost.Screen.Lines -join "`n"
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }

    AfterEach { $PSStyle.OutputRendering = 'Host' }

    It 'mark what went wrong where a host shows them' {
        Get-Screen 'An editor' Host | Should -Match ([regex]::Escape($red))
    }

    It 'are left out where the user wants none' {
        Get-Screen 'An editor' PlainText | Should -Match 'failed'
        Get-Screen 'An editor' PlainText | Should -Not -Match ([regex]::Escape($red))
    }

    It 'go into no string and no file' {
        $jobs[1] | Out-String | Should -Not -Match '\e'
        $jobs[1] > "$TestDrive/job.txt"
        Get-Content "$TestDrive/job.txt" -Raw | Should -Not -Match '\e'
    }

    It 'are left out by a console whose output goes into a pipe' {
        Get-Screen ConsoleHost Host | Should -Match 'failed'
        Get-Screen ConsoleHost Host | Should -Not -Match ([regex]::Escape($red))
    }

    It 'go everywhere when the user wants them everywhere' {
        $PSStyle.OutputRendering = 'Ansi'
        $jobs[1] | Out-String | Should -Match ([regex]::Escape($red))
    }
}

Describe 'An error in ConciseView' {
    BeforeAll {
        Start-TestSandbox | Out-Null
        $view = $ErrorView
        $global:ErrorView = 'ConciseView'

        # As it is on the screen, colours and line breaks aside.
        function Get-Shown($Record) { (($Record | Out-String) -replace '\e\[[\d;]*m' -replace '(?m)^ +\| ' -replace '\s+', ' ').Trim() }
    }

    AfterAll {
        $global:ErrorView = $view
        Stop-TestSandbox
    }

    BeforeEach { Reset-Sandbox }

    It 'at a prompt is one line of what happened and one of what to do' -Skip:($PSVersionTable.PSVersion -lt '7.5') {
        Add-SandboxFault @{ kind = 'moderation' }
        $shell = New-Shell
        try {
            Start-Shell $shell { $PSStyle.OutputRendering = 'PlainText'; New-PhotaImage 'a fox' }
            Wait-Shell $shell | Should -BeNullOrEmpty
            $id = (Get-SandboxRequest).request_id
            ($shell.PowerShell.Streams.Error | Out-String -Width 200).Trim() -replace '\r' | Should -BeExactly @"
New-PhotaImage: a fox: The request was blocked by content moderation. (HTTP 400, request id $id)
  Recommendation: Use another photo or prompt; the same request will be refused again.
"@
        }
        finally {
            Close-Shell $shell
            $PSStyle.OutputRendering = 'Host'
        }
    }

    It 'tells in a script what failed, why, and once what to do: <id>' -ForEach @(
        @{ id = 'Phota.InputFile'; script = { Invoke-PhotaEnhance "$TestDrive/none.jpg" } }
        @{ id = 'Phota.Validation'; script = { Invoke-PhotaEnhance "$Photos/dog.jpg" -ResponseMode Bytes } }
        @{ id = 'Phota.Authentication'; script = { Add-SandboxFault @{ kind = 'respond'; status = 401 }; Invoke-PhotaEnhance "$Photos/dog.jpg" } }
        @{ id = 'Phota.InsufficientCredit'; script = { Add-SandboxFault @{ kind = 'payment_required' }; Invoke-PhotaEnhance "$Photos/dog.jpg" } }
        @{ id = 'Phota.NotFound'; script = { Get-PhotaJob nobody } }
        @{ id = 'Phota.Budget'; script = { Invoke-PhotaEnhance "$Photos/dog.jpg" -MaxCost 0.01 } }
    ) {
        $failure = $null
        try { & $script -ErrorAction Stop } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $shown = Get-Shown $failure
        $advice = [PhotaPS.Advice]::For($failure.Exception)
        # Before 7.5 PowerShell shows no recommendation itself.
        $shown.Replace(' Recommendation: ', ' ') | Should -BeLike "*$([WildcardPattern]::Escape($failure.Exception.Message)) $([WildcardPattern]::Escape($advice))"
        ($shown -split [regex]::Escape($advice)).Count | Should -Be 2
    }
}
