# The help is held against its sources in docs/en-US and against the cmdlets; its examples are run.
BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $pages = Get-HelpPage
    $examples = $pages | ForEach-Object { foreach ($example in $_.Example) { @{ Name = $_.Name } + $example } }
    $blocks = Get-TopicCode
    $topics = Get-ChildItem (Join-Path $PSScriptRoot '../../docs/en-US/about_*.help.txt') | ForEach-Object { $_.Name -replace '\.help\.txt$' }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/HelpPage.ps1
    . $PSScriptRoot/HelpStage.ps1
    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    $rebuild = 'docs/en-US has changed: run ./build.ps1 -Task Help, then build'

    # What a page says of the cmdlet, and what the cmdlet says itself, as lines.
    function Get-PageFact($Page) {
        foreach ($parameter in $Page.Parameter | Sort-Object { $_.Name }) {
            "-$($parameter.Name): $($parameter.Type), aliases $($parameter.Alias | Sort-Object), wildcards $($parameter.Wildcards), values $($parameter.Values)"
            foreach ($set in $parameter.Set | Sort-Object { $_.Name }) {
                "    $($set.Name): position $($set.Position), required $($set.Required), by value $($set.ByValue), by name $($set.ByName)"
            }
        }
        "sets $($Page.Syntax.Name | Sort-Object)"
        "takes $($Page.Input.Keys | Sort-Object)"
        "writes $($Page.Output.Keys | Sort-Object)"
    }

    function Get-CmdletFact($Command) {
        $own = $Command.Parameters.Values | Where-Object Name -NotIn $common | Sort-Object Name
        foreach ($parameter in $own) {
            $wildcards = "$([bool]($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }))".ToLowerInvariant()
            "-$($parameter.Name): $($parameter.ParameterType.ToString()), aliases $($parameter.Aliases | Sort-Object), wildcards $wildcards, values $(Get-AcceptedValue $parameter)"
            foreach ($set in $parameter.ParameterSets.GetEnumerator() | Sort-Object Key) {
                $name = $set.Key -replace '^__AllParameterSets$', '(All)'
                $position = if ($set.Value.Position -eq [int]::MinValue) { 'Named' } else { $set.Value.Position }
                "    $($name): position $position, required $($set.Value.IsMandatory), by value $($set.Value.ValueFromPipeline), by name $($set.Value.ValueFromPipelineByPropertyName)".ToLowerInvariant()
            }
        }
        "sets $($Command.ParameterSets.Name | Sort-Object)"
        $taken = $own | Where-Object { $_.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } }
        "takes $(if ($taken) { $taken.ParameterType | ForEach-Object ToString | Sort-Object -Unique } else { 'None' })"
        "writes $($Command.OutputType.Name | Sort-Object)"
    }

    function Get-AcceptedValue($Parameter) {
        $closed = $Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ValidateSetAttribute] }
        if ($closed) { $closed.ValidValues } elseif ($Parameter.ParameterType.IsEnum) { [enum]::GetNames($Parameter.ParameterType) }
    }

    # What a page says to its reader, and what Get-Help shows, as lines.
    function Get-PageText($Page) {
        $Page.Synopsis
        $Page.Description
        foreach ($parameter in $Page.Parameter) {
            $first = $parameter.Set[0]
            $pipeline = 'ByValue', 'ByName' | Where-Object { $first[$_] -eq 'true' }
            $type = $parameter.Type -replace '^System\.Nullable`1\[(.+)\]$', '$1'
            "-$($parameter.Name): $type, required $($first.Required), position $($first.Position), pipeline $pipeline, aliases $($parameter.Alias), default $($parameter.Default)"
            $parameter.Description
        }
        foreach ($kind in $Page.Input, $Page.Output) { $kind.GetEnumerator() | ForEach-Object { "$($_.Key): $($_.Value)" } }
        "notes: $($Page.Note)"
        foreach ($example in $Page.Example) { "--------- $($example.Title) ---------"; $example.Code; $example.Remark }
        "links: $($Page.Link.Name)"
    }

    function Get-HelpText($Help) {
        $Help.Synopsis
        Join-Text $Help.description
        foreach ($parameter in $Help.parameters.parameter) {
            $pipeline = ($parameter.pipelineInput -split '\W+' | Where-Object { $_ -like 'By*' }) -replace 'PropertyName', 'Name'
            $aliases = if ($parameter.aliases -ne 'none') { $parameter.aliases -split ', ' }
            "-$($parameter.name): $($parameter.type.name), required $($parameter.required), position $($parameter.position), pipeline $pipeline, aliases $aliases, default $($parameter.defaultValue)"
            Join-Text $parameter.description
        }
        @($Help.inputTypes.inputType) + @($Help.returnValues.returnValue) | ForEach-Object { "$($_.type.name): $(Join-Text $_.description)" }
        "notes: $(Join-Text $Help.alertSet.alert)"
        foreach ($example in $Help.examples.example) { $example.title; $example.code; Join-Text $example.remarks }
        "links: $($Help.relatedLinks.navigationLink.linkText)"
    }

    function Join-Text($Paragraph) { (($Paragraph.Text | Where-Object { $_ }) -join "`n`n").Trim() }
}

Describe 'The help of <Name>' -ForEach $pages {
    BeforeAll {
        $page = $_
        $command = Get-Command $page.Name
        $help = Get-Help $page.Name -Full
    }

    It 'says of the cmdlet what it is' {
        (Get-PageFact $page) -join "`n" | Should -Be ((Get-CmdletFact $command) -join "`n")
    }

    It 'names the defaults that the cmdlet has' {
        $cmdlet = [Activator]::CreateInstance($command.ImplementingType)
        foreach ($parameter in $page.Parameter | Where-Object { $_.Name -notin 'WhatIf', 'Confirm' }) {
            $default = $cmdlet.($parameter.Name)
            if ($default -and ($default -is [ValueType] -or $default -is [array])) {
                $parameter.Default | Should -Be "$default" -Because "-$($parameter.Name) is $default"
            }
        }
    }

    It 'is what Get-Help shows' {
        (Get-HelpText $help) -join "`n" | Should -Be ((Get-PageText $page) -join "`n") -Because $rebuild
    }

    It 'has the syntax of the cmdlet' {
        $shown = $help.syntax.syntaxItem | ForEach-Object { "$($_.parameter.name | Sort-Object)" } | Sort-Object
        $shown | Should -Be ($command.ParameterSets | ForEach-Object { "$($_.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object)" } | Sort-Object)
    }

    It 'has one line for each parameter, which PowerShell shows while completing' {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn ($common + 'WhatIf' + 'Confirm')) {
            foreach ($set in $parameter.ParameterSets.Values) { $set.HelpMessage | Should -Match '\A[^\n]{10,100}\.\z' -Because "-$($parameter.Name) has a HelpMessage" }
        }
    }

    It 'is complete' {
        $page.Synopsis, $page.Description | ForEach-Object { $_ | Should -Match '\.$' }
        if ($page.Parameter.Name -match '^(Count|Tier)$') { $page.Description | Should -Match 'costs' -Because 'it is paid for' }
        foreach ($parameter in $page.Parameter) { $parameter.Description | Should -Match '\.$' -Because "-$($parameter.Name) has words" }
        foreach ($type in $page.Input.Values + $page.Output.Values) { $type | Should -Match '\.$' }
        $page.Example.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $page.Example) {
            $example.Code, $example.Remark | ForEach-Object { $_ | Should -Not -BeNullOrEmpty -Because $example.Title }
            $example.Code -split '\n' | ForEach-Object { $_.Length | Should -BeLessOrEqual 76 -Because "'$_' has to fit a terminal of 80 columns" }
        }
        "$($page.Example.Code)" | Should -Match $page.Name
        foreach ($link in $page.Link) { Join-Path $Root "docs/en-US/$($link.File)" | Should -Exist }
    }
}

Describe 'The pages' {
    BeforeAll { $pages = Get-HelpPage }

    It 'are one for each cmdlet' {
        $pages.Name | Sort-Object | Should -Be ((Get-Command -Module PhotaPS).Name | Sort-Object)
    }

    It 'describe an inherited parameter in the same words everywhere' {
        # Waiting has limits of its own.
        $all = foreach ($page in $pages | Where-Object { $_.Name -notlike 'Wait-*' }) {
            $type = (Get-Command $page.Name).ImplementingType
            foreach ($parameter in $page.Parameter) {
                $from = $type.GetProperty($parameter.Name).DeclaringType
                if ($from -and $from -ne $type) { [pscustomobject]@{ Parameter = "$($from.Name) -$($parameter.Name)"; Words = $parameter.Description } }
            }
        }
        $all.Count | Should -BeGreaterThan 80
        $all | Group-Object Parameter | Where-Object { @($_.Group.Words | Sort-Object -Unique).Count -gt 1 } | ForEach-Object Name | Should -BeNullOrEmpty
    }
}

Describe 'The topic <_>' -ForEach $topics {
    BeforeAll { $text = Get-Help $_ | Out-String -Width 120 }

    It 'is found by Get-Help' {
        $text | Should -Match "\ATOPIC\s+$_\s+SHORT DESCRIPTION"
        (Get-Help "$_*" | Where-Object Name -eq $_).Synopsis.Trim() | Should -Not -BeNullOrEmpty
    }

    It 'is plain text of 80 columns, which every edition and terminal shows' {
        $text | Should -Not -Match '[^\x00-\x7F]'
        $text -split '\r?\n' | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 -Because $_ }
    }

    It 'names only cmdlets that there are' {
        [regex]::Matches($text, '\b[A-Z][a-z]+-Phota\w*').Value | Sort-Object -Unique | ForEach-Object { Get-Command $_ -Module PhotaPS | Should -HaveCount 1 }
    }
}

Describe 'about_PhotaPS' {
    It 'names every cmdlet' {
        $text = Get-Help about_PhotaPS
        foreach ($name in (Get-Command -Module PhotaPS).Name) { $text | Should -Match "\b$name\b" }
    }
}

Describe 'about_PhotaPS_Errors' {
    It 'gives the category and the remedy of <_>' -ForEach 'Validation', 'Authentication', 'InsufficientCredit', 'NotFound', 'Moderation',
        'RateLimited', 'Timeout', 'Service', 'Network', 'InputFile', 'OutputFile', 'Budget', 'Response' {
        $entry = [regex]::Match((Get-Help about_PhotaPS_Errors), "(?s)\n    Phota\.$_\r?\n(.*?)(\n\r?\n|\z)").Value -replace '\s+', ' '
        $records = (Get-Command Invoke-PhotaEnhance).ImplementingType.Assembly.GetType('PhotaPS.ErrorRecords')
        $category = $records.GetMethod('Category', [Reflection.BindingFlags]'NonPublic, Static').Invoke($null, @([Phota.PhotaErrorKind]$_))
        $entry | Should -Match " Category $category Cause "
        $entry | Should -Match ([regex]::Escape(" Remedy $([PhotaPS.Advice]::For([Phota.PhotaException]::new($_, '')))"))
    }

    It 'names all there are' {
        $named = [regex]::Matches((Get-Help about_PhotaPS_Errors), '(?m)^    Phota\.(\w+)\r?$') | ForEach-Object { $_.Groups[1].Value }
        $named | Sort-Object | Should -Be ([enum]::GetNames([Phota.PhotaErrorKind]) | Sort-Object)
    }
}

Describe 'Examples' {
    # Examples connect, start sandboxes and stop them, which concerns the whole process; this one is the tests' own.
    BeforeAll {
        $program = Join-Path $Root 'out/PhotaPS/sandbox/Phota.Sandbox.dll'
        . $PSScriptRoot/BlobServer.ps1
        $Storage = [Phota.Tests.Publishing.BlobServer]::new($true)
        $Sandbox = [Phota.SandboxProcess]::StartAsync($program, [string[]]('--switch', 'image_size=small')).GetAwaiter().GetResult()
    }

    BeforeEach {
        $env:PHOTA_API_KEY = 'sandbox-example'
        $env:PHOTA_BASE_URI = $Sandbox.BaseUri
        $folder = Initialize-Stage
    }

    AfterEach {
        Stop-PhotaSandbox
        Disconnect-Phota
        Remove-Item Env:PHOTA_API_KEY, Env:PHOTA_BASE_URI, Env:PHOTA_PROFILES, Env:PHOTO_STORE -ErrorAction Ignore
        Reset-Sandbox
    }

    AfterAll {
        $Sandbox.Dispose()
        $Storage.Dispose()
    }

    It 'run: <Name>, <Title>' -ForEach $examples { Invoke-Example $Code $folder | Should -BeNullOrEmpty }

    It 'run: <Name>, <Title>' -ForEach $blocks { Invoke-Example $Code $folder | Should -BeNullOrEmpty }
}
