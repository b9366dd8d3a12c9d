# Reads the sources of the help: pages in platyPS's schema, and the code in topics.

function Get-HelpPage {
    Get-ChildItem (Join-Path $PSScriptRoot '../../docs/en-US/*-*.md') | ForEach-Object {
        $text = (Get-Content -LiteralPath $_.FullName -Raw) -replace '\r'
        $section = Split-Heading $text '##'
        @{
            Name = $_.BaseName
            Synopsis = $section['SYNOPSIS']
            Syntax = @((Split-Heading $section['SYNTAX'] '###').GetEnumerator() | ForEach-Object { @{ Name = $_.Key -replace ' \(Default\)$'; Text = $_.Value } })
            Description = $section['DESCRIPTION']
            Example = @((Split-Heading $section['EXAMPLES'] '###').GetEnumerator() | ForEach-Object { Read-Example $_.Key $_.Value })
            Parameter = @((Split-Heading $section['PARAMETERS'] '###').GetEnumerator() | Where-Object Key -Like '-*' |
                    ForEach-Object { Read-Parameter $_.Key.Substring(1) $_.Value })
            Input = Split-Heading $section['INPUTS'] '###'
            Output = Split-Heading $section['OUTPUTS'] '###'
            Note = $section['NOTES']
            Link = @([regex]::Matches($section['RELATED LINKS'], '\[(.+?)\]\((.+?)\)') | ForEach-Object { @{ Name = $_.Groups[1].Value; File = $_.Groups[2].Value } })
        }
    }
}

# Code in a topic is what is indented by eight, after an empty line.
function Get-TopicCode {
    Get-ChildItem (Join-Path $PSScriptRoot '../../docs/en-US/about_*.help.txt') | ForEach-Object {
        $text = (Get-Content -LiteralPath $_.FullName -Raw) -replace '\r'
        foreach ($block in [regex]::Matches($text, '(?m)(?<=\n\n)( {8}.*\n)+')) {
            @{ Name = $_.Name -replace '\.help\.txt$'; Title = ($block.Value -split '\n')[0].Trim(); Code = $block.Value -replace '(?m)^ {8}' }
        }
    }
}

function Split-Heading([string]$Text, [string]$Level) {
    $parts = [ordered]@{}
    foreach ($part in [regex]::Matches($Text, "(?ms)^$Level (?<name>[^\n]+)\n(?<body>.*?)(?=^$Level |\z)")) {
        $parts[$part.Groups['name'].Value] = $part.Groups['body'].Value.Trim()
    }
    $parts
}

function Read-Example([string]$Title, [string]$Body) {
    $null = $Body -match '(?s)\A```powershell\n(?<code>.*?)\n```\n\n(?<remark>.+)\z'
    @{ Title = $Title; Code = $Matches['code']; Remark = $Matches['remark'] }
}

function Read-Parameter([string]$Name, [string]$Body) {
    $null = $Body -match '(?s)\A(?<words>.*?)\n*```yaml\n(?<yaml>.*)\n```\z'
    $words, $yaml = $Matches['words'], $Matches['yaml']
    $field = { param($of, $key) if ($of -match "(?m)^ *-? ?$($key): *(.*)$") { $Matches[1].Trim("'") -replace "''", "'" } }
    $list = { param($key) if ($yaml -match "(?m)^$($key):\n((- .*(\n|\z))+)") { $Matches[1].Trim() -split '\n' | ForEach-Object { $_.Substring(2).Trim("'") } } }
    @{
        Name = $Name
        Description = $words
        Type = & $field $yaml 'Type'
        Default = & $field $yaml 'DefaultValue'
        Wildcards = & $field $yaml 'SupportsWildcards'
        Alias = @(& $list 'Aliases')
        Values = @(& $list 'AcceptedValues')
        Set = @($yaml -split '(?m)^- (?=Name: )' | Select-Object -Skip 1 | ForEach-Object {
                @{
                    Name = & $field $_ 'Name'
                    Position = & $field $_ 'Position'
                    Required = & $field $_ 'IsRequired'
                    ByValue = & $field $_ 'ValueFromPipeline'
                    ByName = & $field $_ 'ValueFromPipelineByPropertyName'
                }
            })
    }
}
