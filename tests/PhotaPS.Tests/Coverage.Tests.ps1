BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $page = Get-Content (Join-Path $Root 'docs/coverage.md') -Raw
}

AfterAll { Stop-TestSandbox }

Describe 'docs/coverage.md' {
    It 'names Pester tests that exist' {
        $named = [regex]::Matches($page, '`(?<file>[A-Z]\w+): (?<test>[^`]+)`')
        $named.Count | Should -BeGreaterThan 80
        foreach ($one in $named) {
            $file = Join-Path $PSScriptRoot "$($one.Groups['file'].Value).Tests.ps1"
            $file | Should -Exist
            (Get-Content $file -Raw).Contains("It '$($one.Groups['test'].Value.Replace("'", "''"))'") | Should -BeTrue -Because $one.Value
        }
    }

    It 'names xunit tests that exist' {
        $sources = Get-ChildItem (Join-Path $Root 'tests/Phota.Client.Tests') -Recurse -Filter *Tests.cs | Group-Object BaseName -AsHashTable -AsString
        $named = [regex]::Matches($page, '`(?<class>\w+Tests)\.(?<test>[A-Z]\w+)`') | Where-Object { $_.Groups['test'].Value -ne 'ps1' }
        @($named).Count | Should -BeGreaterThan 15
        foreach ($one in $named) {
            $sources.Keys | Should -Contain $one.Groups['class'].Value
            $sources[$one.Groups['class'].Value] | Get-Content -Raw | Should -Match " $($one.Groups['test'].Value)\("
        }
    }

    It 'names every body field of the API' {
        $document = Invoke-RestMethod ([uri]::new($Sandbox.BaseUri, '/v1/phota/openapi.json')) -Headers @{ 'X-API-Key' = 'sandbox-coverage' }
        $schemas = $document.components.schemas.PSObject.Properties | Where-Object Name -Like '*Request'
        $schemas.Count | Should -Be 5
        $fields = $schemas.Value | ForEach-Object { $_.properties.PSObject.Properties.Name } | Sort-Object -Unique
        $fields.Count | Should -BeGreaterThan 15
        foreach ($field in $fields) { $page | Should -Match "``$field\b" }
    }

    It 'names every switch of the sandbox' {
        $switches = (Invoke-SandboxControl 'switches').switches.name
        $switches.Count | Should -BeGreaterThan 50
        foreach ($name in $switches) { $page | Should -Match "``$name``" }
    }

    It 'says of every row on what it stands, and confirms nothing without a table that was seen' {
        $seen = Join-Path $Root 'tests/parity/seen'
        $tables = @(if (Test-Path $seen) { Get-ChildItem $seen -Recurse -Filter parity.json | Get-Content -Raw | ConvertFrom-Json })
        $rows = 0
        foreach ($line in $page -split '\r?\n') {
            if ($line -match '^\| (contract|field) \| basis \|') { $isTable = $true; continue }
            if ($line -notlike '|*') { $isTable = $false }
            if (-not $isTable -or $line -like '|---*') { continue }
            $rows++
            $contract, $basis = ($line -split ' \| ')[0, 1]
            $basis | Should -Match '^(documented|assumed|ours|confirmed \(\d{4}-\d\d-\d\d, v[\d.]+\))$' -Because $line
            if ($contract -cmatch 'UNKNOWN') { $basis | Should -Not -Be 'documented' -Because $line }
            if ($basis -match '^confirmed \((?<date>.+), v(?<version>.+)\)') {
                $tables | Where-Object { $_.api_version -eq $Matches.version -and $_.asked_at.ToString('yyyy-MM-dd') -eq $Matches.date } | Should -Not -BeNullOrEmpty -Because $line
            }
        }
        $rows | Should -BeGreaterThan 80
    }
}
