# Dot-sourced: counts what comes through the pipeline, and tells the harness at the end.
$ErrorActionPreference = 'Stop'
$marks = [Collections.Generic.List[object]]::new()

filter Watch-Mark {
    $script:seen++
    if ($script:Mark -gt 0 -and $script:seen % $script:Mark -eq 0) {
        $resident = [IO.File]::ReadAllText('/proc/self/status') -replace '(?s).*VmRSS:\s+(\d+).*', '$1'
        $script:marks.Add(@{
            item = $script:seen
            seconds = $script:clock.Elapsed.TotalSeconds
            cpu = [Environment]::CpuUsage.TotalTime.TotalSeconds
            resident = [int]$resident / 1024
            heap = [GC]::GetGCMemoryInfo([GCKind]::Any).HeapSizeBytes / 1MB
        })
    }
}

function Write-Said {
    param([hashtable]$Values = @{})
    ConvertTo-Json -Compress -Depth 5 @{ seconds = $script:clock.Elapsed.TotalSeconds; marks = $script:marks; values = $Values }
}

# What this process has read from files, pipes and sockets so far.
function Measure-Read {
    [long]([IO.File]::ReadAllText('/proc/self/io') -replace '(?s).*rchar: (\d+).*', '$1')
}
