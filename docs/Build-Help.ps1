# Makes the file that Get-Help reads from the pages in docs/en-US, which are in platyPS's schema. A build takes that file as it is.
[CmdletBinding()]
param([string]$Path = (Join-Path $PSScriptRoot '../src/PhotaPS/en-US/PhotaPS.dll-Help.xml'))

$ErrorActionPreference = 'Stop'
. $PSScriptRoot/../tests/PhotaPS.Tests/HelpPage.ps1

$namespaces = [ordered]@{
    maml = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

function Write-Element([string]$Name, $Content, [System.Collections.IDictionary]$Attribute = @{}) {
    $prefix, $local = $Name -split ':'
    $writer.WriteStartElement($prefix, $local, $namespaces[$prefix])
    foreach ($entry in $Attribute.GetEnumerator()) { $writer.WriteAttributeString($entry.Key, $entry.Value) }
    if ($Content -is [scriptblock]) { & $Content } elseif ($Content) { $writer.WriteString($Content) }
    $writer.WriteEndElement()
}

function Write-Description([string]$Text) {
    Write-Element maml:description { if ($Text) { Write-Element maml:para $Text } }
}

# In the syntax a parameter has its short type, and no words.
function Write-Parameter($Parameter, $Set, [switch]$InSyntax) {
    $type = $Parameter.Type -replace '^System\.Nullable`1\[(.+)\]$', '$1'
    $pipeline = @(if ($Set.ByValue -eq 'true') { 'ByValue' }; if ($Set.ByName -eq 'true') { 'ByPropertyName' })
    $attributes = [ordered]@{
        required = $Set.Required
        variableLength = 'false'
        globbing = $Parameter.Wildcards
        pipelineInput = if ($pipeline) { "true ($($pipeline -join ', '))" } else { 'false' }
        position = if ($InSyntax) { $Set.Position.ToLowerInvariant() } else { $Set.Position }
        aliases = if ($Parameter.Alias) { $Parameter.Alias -join ', ' } else { 'none' }
    }
    Write-Element command:parameter -Attribute $attributes {
        Write-Element maml:name $Parameter.Name
        Write-Description $(if (-not $InSyntax) { $Parameter.Description })
        if ($Parameter.Values) {
            Write-Element command:parameterValueGroup {
                foreach ($value in $Parameter.Values) { Write-Element command:parameterValue $value ([ordered]@{ required = 'false'; variableLength = 'false' }) }
            }
        }
        if ($type -notlike '*.SwitchParameter') {
            $shown = if ($InSyntax) { $Parameter.Shown } else { $type }
            Write-Element command:parameterValue $shown ([ordered]@{ required = 'true'; variableLength = "$(-not $InSyntax)".ToLowerInvariant() })
        }
        Write-Element dev:type { Write-Element maml:name $type }
        if ($Parameter.Default -and -not $InSyntax) { Write-Element dev:defaultValue $Parameter.Default }
    }
}

function Write-Page($Page) {
    Write-Element command:command {
        Write-Element command:details {
            Write-Element command:name $Page.Name
            Write-Description $Page.Synopsis
            $verb, $noun = $Page.Name -split '-'
            Write-Element command:verb $verb
            Write-Element command:noun $noun
        }
        Write-Description $Page.Description
        Write-Element command:syntax {
            foreach ($set in $Page.Syntax) {
                Write-Element command:syntaxItem {
                    Write-Element maml:name $Page.Name
                    foreach ($match in [regex]::Matches($set.Text, '(?<=[ \[])-(?<name>\w+)\]?(?:\s+<(?<type>[^>]+)>)?')) {
                        $parameter = $Page.Parameter | Where-Object Name -EQ $match.Groups['name'].Value
                        $parameter.Shown = $match.Groups['type'].Value
                        Write-Parameter $parameter ($parameter.Set | Where-Object Name -In $set.Name, '(All)') -InSyntax
                    }
                }
            }
        }
        Write-Element command:parameters { foreach ($parameter in $Page.Parameter) { Write-Parameter $parameter $parameter.Set[0] } }
        foreach ($kind in @{ Of = $Page.Input; Name = 'inputType' }, @{ Of = $Page.Output; Name = 'returnValue' }) {
            Write-Element "command:$($kind.Name)s" {
                foreach ($type in $kind.Of.GetEnumerator()) {
                    Write-Element "command:$($kind.Name)" {
                        Write-Element dev:type { Write-Element maml:name $type.Key }
                        Write-Description $type.Value
                    }
                }
            }
        }
        Write-Element maml:alertSet { Write-Element maml:alert { Write-Element maml:para $Page.Note } }
        Write-Element command:examples {
            foreach ($example in $Page.Example) {
                Write-Element command:example {
                    Write-Element maml:title "--------- $($example.Title) ---------"
                    Write-Element maml:introduction
                    Write-Element dev:code $example.Code
                    Write-Element dev:remarks {
                        Write-Element maml:para $example.Remark
                        Write-Element maml:para
                    }
                }
            }
        }
        Write-Element command:relatedLinks {
            # The name is one that Get-Help knows; the file would lead nowhere.
            foreach ($link in $Page.Link) {
                Write-Element maml:navigationLink {
                    Write-Element maml:linkText $link.Name
                    Write-Element maml:uri $(if ($link.File -like 'http*') { $link.File })
                }
            }
        }
    }
}

$settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
$null = New-Item (Split-Path $Path) -ItemType Directory -Force
$writer = [System.Xml.XmlWriter]::Create($Path, $settings)
try {
    $writer.WriteStartElement('helpItems', 'http://msh')
    foreach ($entry in $namespaces.GetEnumerator()) { $writer.WriteAttributeString('xmlns', $entry.Key, $null, $entry.Value) }
    $writer.WriteAttributeString('schema', 'maml')
    Get-HelpPage | ForEach-Object { Write-Page $_ }
    $writer.WriteEndElement()
    $writer.WriteWhitespace("`n")
}
finally { $writer.Dispose() }
Get-Item $Path
