# What binds, by what comes through the pipeline: the table of the design, row by row.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $in = Join-Path $TestDrive 'in'
    $null = New-TestPhoto $in 'a.jpg', 'b [1].jpg', 'c.jpg'
    Push-Location $in

    # The fields of a request that a row may bring, of each request that was sent.
    function Get-SentOption {
        foreach ($request in Get-SandboxRequest) {
            $body = $request.body
            ($body.prompt, ($body.profile_ids -join '+'), $body.aspect_ratio, $body.resolution, $body.base_model, $body.quality, $body.output_format) -join '|'
        }
    }

    function Export-Row([hashtable[]]$Row, [string]$Kind) {
        $objects = $Row | ForEach-Object { [pscustomobject]$_ }
        switch ($Kind) {
            csv { $objects | ConvertTo-Csv | ConvertFrom-Csv }
            json { ConvertTo-Json @($objects) | ConvertFrom-Json }
            object { $objects }
        }
    }
}

AfterAll {
    Pop-Location
    Stop-TestSandbox
}

Describe 'A row' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
    }

    It 'brings every option of an edit: <_>' -ForEach 'csv', 'json', 'object' {
        $id = New-SandboxProfile
        $row = @{ Path = 'a.jpg'; Prompt = 'snow'; ProfileId = $id; AspectRatio = '4:3'; Resolution = '2k'; BaseModel = 'gpt-image-2'; Quality = 'low'; OutputFormat = 'png' }
        Export-Row $row $_ | Invoke-PhotaEdit -WarningVariable warned | Should -HaveCount 1
        Get-SentOption | Should -Be "snow|$id|4:3|2K|gpt-image-2|low|png"
        $warned | Should -BeNullOrEmpty
    }

    It 'brings what <operation> has, and another column is a warning, once' -ForEach @(
        @{ operation = 'enhance' }
        @{ operation = 'remix' }
    ) {
        $id = New-SandboxProfile
        $rows = 'a.jpg', 'c.jpg' | ForEach-Object { [pscustomobject]@{ Path = $_; Prompt = "of $_"; ProfileId = $id; OutputFormat = 'Png'; Resolution = '4K'; Count = 3; Note = 'x' } }
        $null = switch ($operation) {
            enhance { $rows | Invoke-PhotaEnhance -WarningVariable warned -WarningAction SilentlyContinue }
            remix { $rows | Invoke-PhotaRemix -ReferenceImage 'b [1].jpg' -WarningVariable warned -WarningAction SilentlyContinue }
        }
        Get-SentOption | Sort-Object | Should -Be "of a.jpg|$id|||||png", "of c.jpg|$id|||||png"
        (Get-SandboxRequest).body.num_output_images | Should -Be 1, 1
        $warned | Should -HaveCount 3
        $warned[0].Message | Should -BeLike "The column 'Resolution' is not read.*Prompt, ProfileId, OutputFormat."
        $warned[1].Message | Should -BeLike "The column 'Count' is not read; give -Count*"
        $warned[2].Message | Should -BeLike "The column 'Note' is not read*"
    }

    It 'brings every option of a generated image: <_>' -ForEach 'csv', 'json', 'object' {
        $row = @{ Prompt = 'a fox'; AspectRatio = '16:9'; Resolution = '1K'; BaseModel = 'gpt-image-2'; Quality = 'high'; OutputFormat = 'png' }
        Export-Row $row $_ | New-PhotaImage -WarningVariable warned | Should -HaveCount 1
        Get-SentOption | Should -Be 'a fox||16:9|1K|gpt-image-2|high|png'
        $warned | Should -BeNullOrEmpty
    }

    It 'whose cell is empty has the argument, or else the default' {
        "Path,Prompt,Resolution,OutputFormat`na.jpg,,,`nc.jpg,night,1K,png" | ConvertFrom-Csv |
            Invoke-PhotaEdit -Prompt snow -Resolution 2K | Should -HaveCount 2
        Get-SentOption | Sort-Object | Should -Be 'night|||1K|||png', 'snow|||2K|||jpg'
        Reset-Sandbox
        "Prompt,AspectRatio`n,4:3`nan owl," | ConvertFrom-Csv | New-PhotaImage 'a fox' | Should -HaveCount 2
        Get-SentOption | Sort-Object | Should -Be 'a fox||4:3||||jpg', 'an owl||||||jpg'
    }

    It 'names its photo by <column>' -ForEach @(
        @{ column = 'Path'; value = 'b [1].jpg'; kind = 'base64' }
        @{ column = 'FullName'; value = 'b [1].jpg'; kind = 'base64' }
        @{ column = 'PSPath'; value = { (Get-Item -LiteralPath 'b [1].jpg').PSPath }; kind = 'base64' }
        @{ column = 'Uri'; value = 'https://images.example/a.jpg'; kind = 'url' }
    ) {
        if ($value -is [scriptblock]) { $value = & $value }
        [pscustomobject]@{ $column = $value; Prompt = 'snow' } | Invoke-PhotaEdit | Should -HaveCount 1
        (Get-SandboxRequest).body.images.kind | Should -Be $kind
        Get-SentOption | Should -Be 'snow||||||jpg'
    }

    It 'may be a file with properties of its own' {
        Get-ChildItem a.jpg, c.jpg | Select-Object FullName, Length, @{ n = 'Prompt'; e = { "of $($_.Name)" } } |
            Invoke-PhotaEdit -WarningVariable warned | Should -HaveCount 2
        Get-SentOption | Sort-Object | Should -Be 'of a.jpg||||||jpg', 'of c.jpg||||||jpg'
        $warned | Should -BeNullOrEmpty
    }

    It 'may name several people in one cell' {
        $ids = (New-SandboxProfile), (New-SandboxProfile)
        [pscustomobject]@{ Path = 'a.jpg'; ProfileId = $ids -join ', ' } | Invoke-PhotaEnhance | Should -HaveCount 1
        (Get-SandboxRequest).body.profile_ids | Should -Be $ids
    }

    It 'that is wrong is an error that says where, costs nothing, and the rest goes on: <name>' -ForEach @(
        @{ name = 'no prompt'; row = @{ Path = 'a.jpg'; Prompt = '' }; words = 'a.jpg*Row 1 has no prompt*' }
        @{ name = 'no photo'; row = @{ Path = ''; Prompt = 'snow' }; words = '*Row 1 names no photo*' }
        @{ name = 'no such choice'; row = @{ Path = 'a.jpg'; Prompt = 'snow'; Resolution = '8K' }; words = "a.jpg*Row 1 has the Resolution '8K', which is not one of 1K, 2K, 4K*" }
        @{ name = 'no such format'; row = @{ Path = 'a.jpg'; Prompt = 'snow'; OutputFormat = 'gif' }; words = "a.jpg*Row 1 has the OutputFormat 'gif', which is not one of Jpg, Png*" }
        @{ name = 'a number for a format'; row = @{ Path = 'a.jpg'; Prompt = 'snow'; OutputFormat = '1' }; words = "a.jpg*OutputFormat '1'*" }
        @{ name = 'a choice that the model does not have'; row = @{ Path = 'a.jpg'; Prompt = 'snow'; Quality = 'high' }; words = 'a.jpg*quality*' }
    ) {
        $rows = [pscustomobject]$row, [pscustomobject]@{ Path = 'c.jpg'; Prompt = 'night' }
        $rows | Invoke-PhotaEdit -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failure | Should -HaveCount 1
        "$($failure[0].ErrorDetails)" | Should -BeLike $words
        $failure[0].TargetObject.Prompt | Should -Be $row.Prompt
        Get-SentOption | Should -Be 'night||||||jpg'
        $plan = $rows | Invoke-PhotaEdit -WhatIf
        $plan.Action[0, 1] | Should -Be 'Refuse', 'Submit'
    }

    It 'leaves nothing to the next input' {
        $rows = @([pscustomobject]@{ Path = 'a.jpg'; Prompt = 'snow'; Resolution = '4K' }; Get-Item c.jpg)
        $rows | Invoke-PhotaEdit -Prompt night | Should -HaveCount 2
        Get-SentOption | Sort-Object | Should -Be 'night||||||jpg', 'snow|||4K|||jpg'
    }

    It 'is one of a batch: one plan, one budget, and the same command again finds all' {
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-rows' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Price @{ edit = 0.1; 'edit/nb2/4K' = 0.2 }
        try {
            "Path,Prompt,Resolution`na.jpg,snow,1K`nb [1].jpg,night,4K`nc.jpg,rain,1K" | Set-Content jobs.csv
            $run = { Import-Csv jobs.csv | Invoke-PhotaEdit -Destination $out @args }
            $plan = . $run -WhatIf
            $plan[-1].TotalCost | Should -Be 0.4
            $paid = . $run -MaxCost 0.3 -ErrorVariable failure -ErrorAction SilentlyContinue
            $paid.Prompt | Sort-Object | Should -Be 'night', 'snow'
            $failure[-1].TargetObject.Prompt | Should -Be 'rain'
            $rest = . $run
            ($rest.Origin | Sort-Object) -join ' ' | Should -Be 'New Found Found'
            (($paid + $rest).EstimatedCost | Measure-Object -Sum).Sum | Should -Be 0.4
            (. $run -WhatIf)[-1].TotalCost | Should -Be 0
            Get-SandboxRequest | Should -HaveCount 3
        }
        finally { $null = Connect-Phota (ConvertTo-SecureString 'sandbox-rows' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri }
    }
}

Describe 'What is not a row' {
    BeforeEach { Reset-Sandbox }

    It 'brings no options: <name>' -ForEach @(
        @{ name = 'an image'; change = { $_ } }
        @{ name = 'an image from another process'; change = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } }
        @{ name = 'a receipt in CSV'; change = { $_ | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ name = 'a receipt in JSON'; change = { $_ | ConvertTo-Json | ConvertFrom-Json } }
    ) {
        $image = Invoke-PhotaEdit a.jpg -Prompt 'the first' -Resolution 4K -OutputFormat Png | ForEach-Object $change
        $null = $image | Invoke-PhotaEnhance
        $null = $image | Invoke-PhotaEdit -Prompt 'the next'
        $null = $image | Invoke-PhotaRemix -ReferenceImage c.jpg
        Get-SentOption | Select-Object -Skip 1 | Should -Be '||||||jpg', 'the next||||||jpg', '||||||jpg'
        { $image | Invoke-PhotaEdit } | Should -Throw '*no prompt*' -ErrorId 'Phota.Validation,*'
        { $image | New-PhotaImage } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        Get-SandboxRequest | Should -HaveCount 4
    }

    It 'brings no options: a job' {
        $job = Invoke-PhotaEdit a.jpg -Prompt 'the first' -Async
        Reset-Sandbox
        { $job | Invoke-PhotaEdit -Prompt x } | Should -Throw '*is not an image yet*' -ErrorId 'Phota.Validation,*'
        { $job | New-PhotaImage } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        { $job | ConvertTo-Csv | ConvertFrom-Csv | Invoke-PhotaEdit -Prompt x } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'has the options of the arguments: <name>' -ForEach @(
        @{ name = 'a string'; given = { 'a.jpg' } }
        @{ name = 'a file'; given = { Get-Item a.jpg } }
        @{ name = 'an object with FullName'; given = { Add-Type 'public class FullNamed { public string FullName { get; set; } public string Prompt { get { return "not this"; } } }'; [FullNamed]@{ FullName = "$in/a.jpg" } } }
        @{ name = 'an object with PSPath'; given = { [Text.StringBuilder]::new() | Add-Member PSPath (Get-Item a.jpg).PSPath -PassThru } }
    ) {
        & $given | Invoke-PhotaEdit -Prompt snow -Resolution 2K | Should -HaveCount 1
        Get-SentOption | Should -Be 'snow|||2K|||jpg'
    }

    It 'is no prompt: a file' {
        { Get-Item a.jpg | New-PhotaImage } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'needs a prompt for an edit, and says so once' {
        { Get-ChildItem *.jpg | Invoke-PhotaEdit } | Should -Throw '*no prompt*' -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
