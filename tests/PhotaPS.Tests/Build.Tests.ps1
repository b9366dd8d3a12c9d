# A build has no person to ask and no screen to watch; failures are reported where the build's log is read.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'
    $variables = 'CI', 'GITHUB_ACTIONS', 'TF_BUILD'
    $before = $variables | ForEach-Object { [Environment]::GetEnvironmentVariable($_) }

    function Set-Build([string[]]$Name) {
        foreach ($variable in $variables) { [Environment]::SetEnvironmentVariable($variable, $(if ($variable -in $Name) { 'true' })) }
    }

    # What a script wrote to the host, to the pipeline and as errors.
    function Invoke-Build([string]$System, [scriptblock]$Script, [hashtable]$Parameters = @{}) {
        Set-Build $System
        $shell = New-Shell
        try {
            Start-Shell $shell $Script $Parameters
            $output = @(Wait-Shell $shell)
            [pscustomobject]@{ Lines = $shell.Screen.Lines; Output = $output; Errors = @($shell.PowerShell.Streams.Error) }
        }
        finally { Close-Shell $shell }
    }
}

AfterAll {
    for ($i = 0; $i -lt $variables.Count; $i++) { [Environment]::SetEnvironmentVariable($variables[$i], $before[$i]) }
    Stop-TestSandbox
}

Describe '-Annotate' {
    BeforeEach { Reset-Sandbox }

    AfterEach { Set-Build }

    It 'marks a failed photo in GitHub Actions, and the rest goes on' {
        Add-SandboxFault @{ kind = 'moderation' }
        $build = Invoke-Build GITHUB_ACTIONS { param($photos) Invoke-PhotaEnhance $photos -Annotate -ThrottleLimit 1 } @{ photos = $dog, "$Photos/harbour.jpeg" }
        $id = @(Get-SandboxRequest)[0].request_id
        $file = $dog.Replace(':', '%3A')
        $build.Lines | Should -BeExactly @(
            "::error file=$file,title=Phota.Moderation::${dog}: The request was blocked by content moderation. (HTTP 400, request id $id) Use another photo or prompt; the same request will be refused again."
        )
        $build.Output | Should -HaveCount 1
        $build.Errors | Should -HaveCount 1
    }

    It 'marks a failed photo in Azure Pipelines' {
        Add-SandboxFault @{ kind = 'moderation' }
        $build = Invoke-Build TF_BUILD { param($photo) Invoke-PhotaEnhance $photo -Annotate } @{ photo = $dog }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike "##vso[[]task.logissue type=error;sourcepath=$dog;code=Phota.Moderation;]${dog}: The request was blocked by content moderation. (HTTP 400, *) Use another *"
        $build.Output | Should -BeNullOrEmpty
    }

    It 'escapes what would end a name or the line: <system>' -Skip:$IsWindows -ForEach @(
        @{ system = 'GITHUB_ACTIONS'; starts = '::error file={0}/100%25%3A a%2Cb;c]  %3A%3Aset-env.jpg,title=Phota.InputFile::'; holds = '/100%25: a,b;c]  ::set-env.jpg'; not = '%AZP25|%5D|%3B' }
        @{ system = 'TF_BUILD'; starts = '##vso[task.logissue type=error;sourcepath={0}/100%AZP25: a,b%3Bc%5D  ::set-env.jpg;code=Phota.InputFile;]'; holds = '/100%AZP25: a,b;c]  ::set-env.jpg'; not = '%25|%3A|%2C' }
    ) {
        $folder = (New-Item (Join-Path $TestDrive $system) -ItemType Directory).FullName
        $name = "100%: a,b;c]`r`n::set-env.jpg"
        [IO.File]::WriteAllText("$folder/$name", 'not an image')
        $build = Invoke-Build $system { param($folder) Get-ChildItem $folder | Invoke-PhotaEnhance -Annotate } @{ folder = $folder }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0].StartsWith($starts.Replace('{0}', $folder)) | Should -BeTrue -Because $build.Lines[0]
        $build.Lines[0].Contains($folder + $holds) | Should -BeTrue -Because $build.Lines[0]
        $build.Lines[0] | Should -Not -Match $not
    }

    It 'lets no words of the service give commands: <system>' -ForEach @(
        @{ system = 'GITHUB_ACTIONS'; prefix = '::error ' }
        @{ system = 'TF_BUILD'; prefix = '##vso[task.logissue ' }
    ) {
        $words = "No`r`n::add-mask::x`n::error::y ##vso[task.setvariable variable=a]b ##[error]c %0A::stop-commands::d ]; e"
        Add-SandboxFault @{ kind = 'respond'; status = 400; content_type = 'application/json'; body = (@{ code = "x]`n::notice::"; detail = $words } | ConvertTo-Json) }
        $build = Invoke-Build $system { param($photo) Invoke-PhotaEnhance $photo -Annotate } @{ photo = $dog }
        $build.Lines | Should -HaveCount 1
        $line = $build.Lines[0]
        $line.StartsWith($prefix) | Should -BeTrue
        $line | Should -Not -Match '[\r\n]'
        $line.Substring(2) | Should -Not -Match '##'
        $line | Should -Not -Match '%0A::stop'
        # The error itself goes into the same log.
        ($build.Errors | Out-String) | Should -Not -Match '##|(?m)^\s*::'
    }

    It 'marks what ends the whole run: a refused key' {
        Add-SandboxFault @{ kind = 'respond'; status = 401 }
        $build = Invoke-Build GITHUB_ACTIONS { param($photo) Invoke-PhotaEnhance $photo -Annotate } @{ photo = $dog }
        $build.Errors.FullyQualifiedErrorId | Should -BeLike 'Phota.Authentication,*'
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike '::error title=Phota.Authentication::*; 1 input was not sent. *'
    }

    It 'marks what is not sent once, without a file' {
        $build = Invoke-Build GITHUB_ACTIONS { param($photos) Invoke-PhotaEnhance $photos -Annotate -MaxCost 0.12 } @{ photos = $dog, $dog, $dog }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike '::error title=Phota.Budget::*; 2 inputs were not sent. *'
    }

    It 'names no URL as a file, and shows no signature' {
        Add-SandboxFault @{ kind = 'moderation' }
        $build = Invoke-Build GITHUB_ACTIONS { Invoke-PhotaEnhance -Uri 'https://images.example/a.jpg?signature=secret' -Annotate }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike '::error title=Phota.Moderation::https://images.example/a.jpg: *'
    }

    It 'marks failed downloads' {
        Add-SandboxFault @{ kind = 'expire' } -Match @{ path = '/files/*' }
        $build = Invoke-Build GITHUB_ACTIONS { param($photo, $out) Invoke-PhotaEnhance $photo | Save-PhotaImage $out -Annotate } @{ photo = $dog; out = "$TestDrive/expired" }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike '::error file=*dog.jpg,title=Phota.NotFound::*'
    }

    It 'marks failed jobs' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed' }
        $build = Invoke-Build GITHUB_ACTIONS { param($photo) Invoke-PhotaEnhance $photo -Async | Wait-PhotaJob | Receive-PhotaJob -Annotate } @{ photo = $dog }
        $build.Lines | Should -HaveCount 1
        $build.Lines[0] | Should -BeLike '::error file=*dog.jpg,title=Phota.Service::*'
    }

    It 'does nothing <where>' -ForEach @(
        @{ where = 'at a prompt'; system = ''; parameters = @{ Annotate = $true } }
        @{ where = 'in another build'; system = 'CI'; parameters = @{ Annotate = $true } }
        @{ where = 'without the switch'; system = 'GITHUB_ACTIONS'; parameters = @{} }
    ) {
        Add-SandboxFault @{ kind = 'moderation' }
        $build = Invoke-Build $system { param($photo, $parameters) Invoke-PhotaEnhance $photo @parameters } @{ photo = $dog; parameters = $parameters }
        $build.Lines | Should -BeNullOrEmpty
        $build.Errors | Should -HaveCount 1
    }

    It 'is in the log of a real build step, and not in what the step assigns' {
        Add-SandboxFault @{ kind = 'moderation' }
        $script = Join-Path $TestDrive 'step.ps1'
        Set-Content $script @"
Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
`$null = Connect-Phota (ConvertTo-SecureString sandbox-step -AsPlainText -Force) -BaseUri $($Sandbox.BaseUri)
`$all = Invoke-PhotaEnhance '$dog' -Annotate 2>&1
"`$(@(`$all).Count) assigned, `$(@(`$all)[0].GetType().Name)"
"@
        Set-Build GITHUB_ACTIONS
        $log = @(Invoke-ChildPwsh -NoProfile -File $script)
        $log | Should -HaveCount 2
        $log[0] | Should -BeLike '::error file=*'
        $log[1] | Should -Be '1 assigned, ErrorRecord'
    }
}

Describe 'A build under <_>' -ForEach 'CI', 'GITHUB_ACTIONS', 'TF_BUILD' {
    BeforeAll {
        $name = $_

        # A console of its own with nothing at its input, as builds start it.
        function Invoke-Step([string]$Command) {
            $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
            Set-Content $script @"
`$PSStyle.OutputRendering = 'PlainText'
Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
`$null = Connect-Phota (ConvertTo-SecureString sandbox-step -AsPlainText -Force) -BaseUri $($Sandbox.BaseUri)
$Command
"@
            Set-Build $name
            try { (@() | Invoke-ChildPwsh -NoProfile -File $script 2>&1 | Out-String) -replace '(?m)^ +\| ' -replace '\s+', ' ' }
            finally { Set-Build }
        }
    }

    BeforeEach { Reset-Sandbox }

    It 'is not asked before a profile is deleted, but told what to say' {
        $id = New-SandboxProfile
        $text = Invoke-Step "Remove-PhotaProfile $id"
        $text | Should -Match "This session cannot ask for confirmation: delete the profile and all its data for good \($id\)\. .*add -Confirm:\`$false\."
        $text | Should -Not -Match 'Are you sure'
        Get-PhotaProfile $id | Should -Not -BeNullOrEmpty
    }

    It 'deletes what it says it deletes' {
        $id = New-SandboxProfile
        Invoke-Step "Remove-PhotaProfile $id -Confirm:`$false" | Should -Be ''
        { Get-PhotaProfile $id } | Should -Throw -ErrorId 'Phota.NotFound,*'
    }

    It 'is not asked with <how>' -ForEach @(
        @{ how = '-Confirm'; command = "Invoke-PhotaEnhance '{0}' -Confirm" }
        @{ how = 'a low $ConfirmPreference'; command = "`$ConfirmPreference = 'Medium'; Invoke-PhotaEnhance '{0}'" }
    ) {
        Invoke-Step $command.Replace('{0}', $dog) | Should -Match 'This session cannot ask for confirmation: enhance: 1 image, at most \$0\.12'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'sees a plan with -WhatIf all the same' {
        Invoke-Step "Invoke-PhotaEnhance '$dog' -WhatIf -Confirm | ForEach-Object { `"`$(`$_.EstimatedCost)`" }" | Should -Match '^0\.12'
    }

    It 'sends more than fifty requests without being asked' {
        Invoke-Step "(1..51 | ForEach-Object { `"a `$_`" } | New-PhotaImage).Count" | Should -Be '51 '
    }
}
