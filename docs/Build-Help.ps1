# Makes the file that Get-Help reads of the pages in docs/en-US. It needs platyPS; a build takes the file as it is.
[CmdletBinding()]
param([string]$Path = (Join-Path $PSScriptRoot '../src/PhotaPS/en-US/PhotaPS.dll-Help.xml'))

$ErrorActionPreference = 'Stop'

if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
    throw 'Help is made with platyPS: Install-PSResource Microsoft.PowerShell.PlatyPS. To build the module it is not needed.'
}

Import-Module Microsoft.PowerShell.PlatyPS

$pages = Get-ChildItem $PSScriptRoot/en-US/*-*.md | Sort-Object Name | Import-MarkdownCommandHelp
$draft = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$help = [xml]::new()
try { $help.Load(($pages | Export-MamlCommandHelp -OutputFolder $draft).FullName) }
finally { Remove-Item $draft -Recurse -ErrorAction Ignore }

$names = [System.Xml.XmlNamespaceManager]::new($help.NameTable)
'maml', 'command', 'dev' | ForEach-Object { $names.AddNamespace($_, $help.DocumentElement.GetAttribute("xmlns:$_")) }

function ConvertTo-Element([string]$Name, [string]$Text) {
    $element = $help.CreateElement($Name, $names.LookupNamespace(($Name -split ':')[0]))
    $element.InnerText = $Text
    $element
}

# platyPS leaves an example's code among its words, fence and all; Get-Help has a place of its own for code.
foreach ($example in $help.SelectNodes('//command:example', $names)) {
    $code, $words = $example.SelectNodes('maml:introduction/maml:para', $names) | Where-Object InnerText -ne ([char]0x80)
    $example['maml:introduction'].RemoveAll()
    $example['dev:code'].InnerText = $code.InnerText -replace '^```powershell\n|\n```$'
    @($words) + (ConvertTo-Element 'maml:para') | ForEach-Object { $null = $example['dev:remarks'].AppendChild($_) }
}

# platyPS leaves defaults out.
foreach ($page in $pages) {
    foreach ($parameter in $page.Parameters | Where-Object DefaultValue) {
        $query = "//command:command[command:details/command:name='$($page.Title)']/command:parameters/command:parameter[maml:name='$($parameter.Name)']"
        $null = $help.SelectSingleNode($query, $names).AppendChild((ConvertTo-Element 'dev:defaultValue' $parameter.DefaultValue))
    }
}

foreach ($type in $help.SelectNodes('//dev:type/maml:name | //command:parameterValue', $names)) {
    $type.InnerText = $type.InnerText -replace '^System\.Nullable`1\[(.+)\]$', '$1'
}

# A link to another page of this help is a name that Get-Help knows; its address leads nowhere.
foreach ($uri in $help.SelectNodes('//maml:navigationLink/maml:uri[not(starts-with(., "http"))]', $names)) {
    if ($uri.InnerText) { $uri.InnerText = '' } else { $null = $uri.ParentNode.ParentNode.RemoveChild($uri.ParentNode) }
}

$settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
$null = New-Item (Split-Path $Path) -ItemType Directory -Force
$writer = [System.Xml.XmlWriter]::Create($Path, $settings)
try {
    $help.Save($writer)
    $writer.WriteWhitespace("`n")
}
finally { $writer.Dispose() }
Get-Item $Path
