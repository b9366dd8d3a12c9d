# Every guide is followed to the letter: its files are written, its scripts run in their order in a pwsh of their own, in a
# folder that holds what the guide speaks of, and its workflows' pwsh steps run as GitHub runs them.
#
# A fence says what its block is: 'powershell' is run, 'yaml' is a workflow; a file name after that saves it under this
# name, and a script so saved is run by another block. 'not-run: why' is only read.
BeforeDiscovery {
    $guides = Get-ChildItem (Join-Path $PSScriptRoot '../../docs/guides') -Filter *.md | ForEach-Object { @{ guide = $_.BaseName; page = $_.FullName } }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    Add-Type -Path (Join-Path $Root 'out/modules/YamlDotNet.dll')
    . $PSScriptRoot/BlobServer.ps1
    $null = Start-TestSandbox

    function Get-Block([string]$Page) {
        foreach ($match in [regex]::Matches((Get-Content $Page -Raw), '(?ms)^```(?<kind>\w+)(?: (?<note>[^\r\n]+))?\r?\n(?<text>.*?)^```')) {
            $note = $match.Groups['note'].Value
            [pscustomobject]@{
                Kind = $match.Groups['kind'].Value
                File = if ($note -notlike 'not-run:*') { $note }
                Runs = $match.Groups['kind'].Value -eq 'powershell' -and -not $note
                Text = $match.Groups['text'].Value
            }
        }
    }

    # Runs a script in the guide's folder, with the key in its environment and the module where PowerShell finds it.
    function Invoke-Script([string]$Script, [hashtable]$Environment = @{}) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $file $Script
        $start = New-PwshStartInfo '-NoProfile', '-NonInteractive', '-File', $file
        $start.WorkingDirectory = $folder
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        foreach ($name in 'CI', 'GITHUB_ACTIONS', 'TF_BUILD') { $null = $start.Environment.Remove($name) }
        $start.Environment['PSModulePath'] = (Join-Path $Root 'out') + [IO.Path]::PathSeparator + $env:PSModulePath
        $start.Environment['PHOTA_API_KEY'] = $key
        $start.Environment['PHOTA_BASE_URI'] = $Sandbox.BaseUri
        foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ ExitCode = $process.ExitCode; Log = ($output + $errors.Result) -replace '\e\[[\d;]*m' }
    }

    # Runs a pwsh step with the lines that GitHub's runner puts before and after it.
    function Invoke-Step($Step, $Job) {
        $script = [regex]::Replace($Step['run'], '\$\{\{ matrix\.(\w+) \}\}', { param($match) $Job['strategy']['matrix'][$match.Groups[1].Value][0] })
        $script | Should -Not -Match '\$\{\{'
        Invoke-Script "`$ErrorActionPreference = 'stop'`n$script`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }" @{ CI = 'true'; GITHUB_ACTIONS = 'true' }
    }

    function Read-Workflow([string]$Text) { [YamlDotNet.Serialization.DeserializerBuilder]::new().Build().Deserialize([string]$Text) }

    # Follows a guide from its first block to its last.
    function Invoke-Guide([hashtable]$Environment = @{}) {
        $run = Invoke-Script ("`$ErrorActionPreference = 'Stop'`n" + (($blocks | Where-Object Runs).Text -join "`n")) $Environment
        $run.ExitCode | Should -Be 0 -Because $run.Log
        $run.Log
    }

    function New-PhotoFolder([string]$Name = 'photos') { Copy-Item $Photos (Join-Path $folder $Name) -Recurse }

    function Get-Made([string]$Path) { @(Get-ChildItem (Join-Path $folder $Path) -File -Recurse).Count }

    function Get-Charge { @((Get-SandboxBill).entries | Where-Object kind -EQ charge).Count }

    # The ports that callbacks come in by.
    function Get-FreeAddress {
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        "http://127.0.0.1:$port/phota/"
    }

    # What each guide finds in its folder, and what it leaves behind.
    $recipes = @{
        'nightly-folder'      = {
            New-PhotoFolder inbox
            $party = New-Item "$folder/inbox/Jürgen's party [2]" -ItemType Directory
            [IO.File]::Copy("$Photos/dog.jpg", (Join-Path $party.FullName 'dog.jpg'))
            # Two of the seven photos are the same one, which is paid for once.
            Invoke-Guide | Should -Match '(?m)^\d{4}-\d\d-\d\d +6 +0[.,]72 +0'
            @(Get-ChildItem "$folder/enhanced" -File -Recurse) | Should -HaveCount 7
            "$folder/enhanced/Jürgen's party ``[2``]/dog.jpg" | Should -Exist
            Get-Charge | Should -Be 6

            # The next night: nothing new, and one file that is no photo.
            Set-Content "$folder/inbox/notes.txt" 'not a photo'
            (Invoke-Script './nightly.ps1; exit $LASTEXITCODE').ExitCode | Should -Be 1
            Get-Charge | Should -Be 6
            Get-Content "$folder/failed.log" | Should -HaveCount 1
            Get-Content "$folder/failed.log" | Should -Match 'notes\.txt'

            # The night after: the key is refused.
            Copy-Item "$Photos/dog.jpg" "$folder/inbox/new.jpg"
            [IO.File]::AppendAllText("$folder/inbox/new.jpg", 'x')
            (Invoke-Script './nightly.ps1; exit $LASTEXITCODE' @{ PHOTA_API_KEY = 'refused' }).ExitCode | Should -Be 1
            (Get-Content "$folder/failed.log")[-1] | Should -BeLike '20??-* *Missing or invalid API key*'
        }
        'labelling'           = {
            New-PhotoFolder
            Invoke-Guide | Should -Match '(?m)^compositeWithTrainedAlgorithmicMedia'
            Get-Charge | Should -Be 6
        }
        'github-action'       = {
            New-PhotoFolder
            Copy-Item "$Root/out/PhotaPS" "$folder/PhotaPS" -Recurse
            Set-Content "$folder/photos/broken.jpg" 'not a photo'
            $job = (Read-Workflow ($blocks | Where-Object Kind -EQ yaml).Text)['jobs']['enhance']
            $step = Invoke-Step ($job['steps'] | Where-Object { $_['run'] }) $job
            $step.ExitCode | Should -Be 1
            @($step.Log -split '\r?\n' -like '::error file=*broken.jpg,title=Phota.InputFile::*') | Should -HaveCount 1
            $step.Log | Should -Match 'VERBOSE: POST enhance .*dog\.jpg: HTTP 202'
            $step.Log | Should -Not -Match "$key|signature="
            Get-Made enhanced | Should -Be 6
            Remove-Item "$folder/photos/broken.jpg"
            (Invoke-Step ($job['steps'] | Where-Object { $_['run'] }) $job).ExitCode | Should -Be 0
            Get-Charge | Should -Be 6
        }
        'team-headshots'      = {
            $names = 'Ada Lovelace', "Renée O'Neil"
            foreach ($name in $names) { $null = New-TestPhoto "$folder/photos/$name" (1..10 | ForEach-Object { "$_.jpg" }) }
            $storage = [Phota.Tests.Publishing.BlobServer]::new($true)
            $container = @{ PHOTO_STORE = $storage.Container.AbsoluteUri }
            $null = Invoke-Guide $container
            $storage.Blobs.Count | Should -Be 0
            $people = (Get-Content "$folder/profiles.json" -Raw | ConvertFrom-Json).loopback
            $people.PSObject.Properties.Name | Should -Be $names
            foreach ($name in $names) { Get-ChildItem "$folder/headshots/$name" | Should -HaveCount 2 }
            (Get-SandboxRequest '/v1/phota/generate').body.prompt | Should -Match "\[\[($($people.PSObject.Properties.Value -join '|'))\]\]"
            (Get-SandboxRequest '/v1/phota/generate').body.num_output_images | Should -Be 2, 2

            # Run again, it trains no one twice and generates nothing.
            $charges = Get-Charge
            $null = Invoke-Guide $container
            Get-Charge | Should -Be $charges
            $storage.Count('PUT') | Should -Be 20
            $storage.Dispose()
        }
        'holiday-cards'       = {
            $family = foreach ($name in 'anna', 'ben') {
                $id = (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'READY' }).profile_id
                Set-PhotaProfileName $id $name
                $id
            }
            Copy-Item "$Photos/dog.jpg" "$folder/group.jpg"
            Invoke-Guide | Should -Match 'Total +3 requests +3'
            Get-ChildItem "$folder/cards" | Should -HaveCount 4
            $prompts = (Get-SandboxRequest '/v1/phota/generate').body.prompt
            $prompts | Should -HaveCount 3
            foreach ($id in $family) { $prompts | Should -BeLike "*``[``[$id``]``]*" }
            (Get-SandboxRequest '/v1/phota/edit').body.profile_ids | Sort-Object | Should -Be ($family | Sort-Object)

            $charges = Get-Charge
            $null = Invoke-Guide
            Get-Charge | Should -Be $charges

            # Without the family there is no card.
            $null = Invoke-SandboxControl 'reset' -Method POST
            (Invoke-Script ("`$ErrorActionPreference = 'Stop'`n" + (($blocks | Where-Object Runs).Text -join "`n"))).ExitCode | Should -Not -Be 0
            Get-SandboxRequest | Should -BeNullOrEmpty
        }
        'cost-report'         = {
            New-PhotoFolder
            $null = New-TestPhoto "$folder/photos" '=1+1.jpg'
            $null = Invoke-Guide
            foreach ($report in 'by-operation', 'by-day', 'images') {
                [IO.File]::ReadAllBytes("$folder/$report.csv")[0..2] | Should -Be 0xEF, 0xBB, 0xBF
            }
            $operations = Import-Csv "$folder/by-operation.csv" -UseCulture
            $operations.Name | Should -Be 'enhance', 'generate'
            $operations.Images | Should -Be 7, 1
            [decimal]::Parse($operations[0].Cost) | Should -Be 0.84
            $operations[1].Unpriced | Should -Be 1
            (Import-Csv "$folder/by-day.csv" -UseCulture).Images | Measure-Object -Sum | ForEach-Object Sum | Should -Be 8
            $images = Import-Csv "$folder/images.csv" -UseCulture
            $images.RequestId | Should -HaveCount 8
            $images.Photo | Should -Contain "'=1+1.jpg"
            $images.Photo | Should -Contain "Jürgen's Geburtstag.jpg"
        }
        'csv-jobs'            = {
            New-PhotoFolder
            Add-Content "$folder/jobs.csv" 'photos/gone.jpg,snow,,'
            Invoke-Guide | Should -Match 'Total +4 requests'
            $images = Import-Csv "$folder/edited.csv"
            $images.Prompt | Sort-Object | Should -Be 'remove the people in the background', 'snow falls', 'the dog wears a red scarf', 'the sea is calm at dusk'
            $images.FullName | Should -Exist
            ($images | Where-Object Prompt -EQ 'snow falls').FullName | Should -Match 'dog-[0-9a-f]{8}\.jpg$'
            Get-Made edited | Should -Be 4
            $sent = (Get-SandboxRequest '/v1/phota/edit').body
            ($sent | Where-Object prompt -EQ 'snow falls').aspect_ratio | Should -Be '16:9'
            ($sent | Where-Object prompt -EQ 'the sea is calm at dusk').resolution | Should -Be '2K'
            @(Import-Csv "$folder/again.csv").Path | Should -Be 'photos/gone.jpg'

            # Mended and longer, only the new rows are paid for.
            (Get-Content "$folder/jobs.csv").Replace('gone.jpg', 'dog.png') | Set-Content "$folder/jobs.csv"
            Add-Content "$folder/jobs.csv" 'photos/dog.jpg,night,,'
            $null = Invoke-Guide
            Get-Charge | Should -Be 6
            (Import-Csv "$folder/edited.csv").Origin | Group-Object -NoElement | Sort-Object Name | ForEach-Object Count | Should -Be 4, 2
        }
        'callbacks'           = {
            Skip-OnWine 'the HttpListener of the guide hangs'
            New-PhotoFolder
            $url = Get-FreeAddress
            $null = Invoke-Guide @{ LISTEN_ON = $url; CALLBACK_URI = $url }
            Get-Made enhanced | Should -Be 6
            "$folder/enhanced/Jürgen's Geburtstag.jpg" | Should -Exist
            Get-Charge | Should -Be 6
            (Invoke-SandboxControl 'callbacks').callbacks | Should -HaveCount 6

            # Run again, it submits nothing and waits for no callback.
            $null = Invoke-Guide @{ LISTEN_ON = $url; CALLBACK_URI = $url }
            (Get-SandboxRequest '/v1/phota/enhance') | Should -HaveCount 6
        }
        'sandbox-to-real-key' = {
            New-PhotoFolder
            $log = Invoke-Guide
            Get-Made trial | Should -Be 6
            $log | Should -Match ([regex]::Escape("$($Sandbox.BaseUri)") + '.*PHOTA_API_KEY')
            $log | Should -Match '(?m)^TotalCost +: 0[.,]72'
            Get-Made enhanced | Should -Be 6
            Get-Charge | Should -Be 6
            $log | Should -Not -Match $key
        }
        'parity'              = {
            # The clone of the guide is this one; the module is where PowerShell finds it.
            $null = New-Item "$folder/tests/parity/Invoke-Parity.ps1" -Force -Value "& '$Root/tests/parity/Invoke-Parity.ps1' @args"
            New-PhotoFolder
            $log = Invoke-Guide
            $log | Should -Match 'Performing the operation "Ask" on target "enhance one photo as a job and poll it \(at most \$0\.12\)"'
            "$folder/parity/parity.md" | Should -Exist
            $table = Get-Content "$folder/parity/parity.json" -Raw | ConvertFrom-Json
            $table.cost | Should -Be 0.52
            @($table.rows | Where-Object is_switch | Where-Object verdict -EQ confirmed).Count | Should -BeGreaterThan 20
            Get-ChildItem "$folder/parity/recordings" | Select-String $key, 'signature=[0-9a-f]' | Should -BeNullOrEmpty
            Get-Made enhanced | Should -Be 6
            (Get-SandboxBill).total | Should -BeLessOrEqual 0.52

            # It asks on purpose what a client should not send; where the key goes, and what is paid for, is judged all the same.
            (Invoke-SandboxControl 'verdicts').verdicts.rule | Should -BeIn 'unknown_path', 'unknown_field', 'missing_output_format', 'missing_response_mode', 'async_without_urls'
            $null = Invoke-SandboxControl 'reset' -Method POST
        }
        'scale-out'           = {
            New-PhotoFolder
            Copy-Item "$Root/out/PhotaPS" "$folder/PhotaPS" -Recurse
            $job = (Read-Workflow ($blocks | Where-Object Kind -EQ yaml).Text)['jobs']['enhance']
            (Invoke-Step ($job['steps'] | Where-Object { $_['run'] }) $job).ExitCode | Should -Be 0
            Get-Charge | Should -BeLessThan 6
            $null = Invoke-Guide
            Get-Made enhanced | Should -Be 6
            Get-Made again | Should -Be 6

            # Another destination sends the same ids on the same day, and gets the same jobs.
            Get-Charge | Should -Be 6
        }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'The guide <guide>' -ForEach $guides {
    BeforeAll {
        $blocks = @(Get-Block $page)
        $key = "sandbox-$guide"
        $folder = (New-Item (Join-Path $TestDrive $guide) -ItemType Directory).FullName
        foreach ($block in $blocks | Where-Object File) {
            $null = New-Item ([IO.Path]::Combine($folder, $block.File)) -Value $block.Text -Force
        }
    }

    BeforeEach { Reset-Sandbox }

    It 'is a page: what for, how, and what to know' {
        $lines = Get-Content $page
        $lines.Count | Should -BeLessOrEqual 110
        $lines[0] | Should -Match '^# \w'
        $lines | ForEach-Object Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 160
        $blocks | Where-Object { $_.Runs -or $_.Kind -eq 'yaml' } | Should -Not -BeNullOrEmpty
    }

    It 'has no error of syntax in any script' {
        foreach ($block in $blocks | Where-Object Kind -EQ powershell) {
            $mistakes = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block.Text, [ref]$null, [ref]$mistakes)
            $mistakes | Should -BeNullOrEmpty
        }
    }

    It 'has workflows of the shape that GitHub takes' {
        foreach ($block in $blocks | Where-Object Kind -EQ yaml) {
            foreach ($job in (Read-Workflow $block.Text)['jobs'].Values) {
                $job['runs-on'] | Should -Be 'ubuntu-latest'
                foreach ($step in $job['steps']) {
                    $step.Keys | Should -BeIn 'name', 'if', 'uses', 'with', 'shell', 'run'
                    if ($step['uses']) { $step['uses'] | Should -Match '^[\w-]+/[\w/-]+@v\d+$' }
                    else { $step['shell'], [bool]$step['run'] | Should -Be 'pwsh', $true }
                }
            }
        }
    }

    It 'does what it says, against the sandbox' {
        $recipes.Keys | Should -Contain $guide -Because 'a guide that is not followed here is not tested'
        & $recipes[$guide]
    }
}

Describe 'The nightly guide, with a budget that lets three photos through a night' {
    It 'makes three more each night, and its receipts add up to the bill' {
        Reset-Sandbox
        $folder = (New-Item (Join-Path $TestDrive 'nights') -ItemType Directory).FullName
        $null = New-TestPhoto "$folder/inbox" (1..9 | ForEach-Object { "$_.jpg" })
        $null = New-TestPhoto "$folder/inbox/party [2]" (10..14 | ForEach-Object { "$_.jpg" })
        # The guide's own script, but for the amount, and for keeping its receipts.
        $script = (Get-Block "$Root/docs/guides/nightly-folder.md" | Where-Object File -EQ 'nightly.ps1').Text
        $script = $script -replace '-MaxCost 20', '-MaxCost 0.36' -replace 'Out-Null', 'Export-Csv ./paid.csv -Append'
        $script | Should -Match '-MaxCost 0\.36[\s\S]*Export-Csv \./paid\.csv'
        Set-Content "$folder/nightly.ps1" $script
        Push-Location $folder
        try {
            foreach ($night in 1..5) {
                ./nightly.ps1
                $LASTEXITCODE | Should -Be ($night -lt 5 ? 1 : 0)
                $made = [Math]::Min(3 * $night, 14)
                Get-Charge | Should -Be $made
                @(Get-ChildItem enhanced -File -Recurse) | Should -HaveCount $made
                (Import-Csv ./paid.csv | Measure-PhotaCost).Cost | Should -Be (Get-SandboxBill).total
                (Import-Csv ./spent.csv | Measure-Object Images -Sum).Sum | Should -Be $made
                Step-SandboxClock 86400
            }
        }
        finally { Pop-Location }
        (Get-SandboxBill).total | Should -Be 1.68
        Get-Content "$folder/failed.log" | Should -HaveCount 4
        Get-Content "$folder/failed.log" | Should -Match 'Budget of \$0\.36 reached'
        "$folder/enhanced/party ``[2``]/14.jpg" | Should -Exist
    }
}
