# One cell of the matrix: each step is asked for each selector and reported as a line of JSON. What a
# step does is in ../../README.md; which cell it is, in the file that NAMEPLATE_CELL names.
# A client sources this file after it has defined: Get-Token, Set-Secret, Get-Secret, Get-SecretNames.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$cell = Get-Content -Raw $env:NAMEPLATE_CELL | ConvertFrom-Json

function Get-Claims([string] $token) {
    $payload = $token.Split('.')[1].Replace('-', '+').Replace('_', '/')
    $payload = $payload.PadRight([Math]::Ceiling($payload.Length / 4) * 4, '=')
    $claims = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($payload)) | ConvertFrom-Json
    @{ oid = $claims.oid; appid = $claims.appid; aud = $claims.aud; xms_mirid = $claims.xms_mirid }
}

# An error's type and the first line of what it says.
function Get-Brief($failure) {
    $said = ("$($failure.Exception.GetType().Name): $($failure.Exception.Message)" -split "`n")[0].Trim()
    $said.Substring(0, [Math]::Min($said.Length, 200))
}

function Get-Refusal([scriptblock] $asking) {
    try { $null = & $asking } catch { return $_ }
    throw 'it was not refused'
}

function Invoke-Step($selector, [string] $step, $line) {
    switch ($step) {
        'token' {
            $token = Get-Token $selector $selector.value
            $line.claims = Get-Claims $token.Text
            $line.expires_in = if ($token.Ends) { [long]($token.Ends - [DateTimeOffset]::UtcNow).TotalSeconds } else { $null }
        }
        'wrong-id' { $line.detail = Get-Brief (Get-Refusal { Get-Token $selector $selector.wrong }) }
        'secret-set' { $null = Set-Secret $selector $cell.vault $selector.secret $selector.content }
        'secret-list' {
            $names = @(Get-SecretNames $selector $cell.vault)
            if ($selector.secret -notin $names -or $names.Count -lt $cell.least) { throw "$($names.Count) secrets came" }
        }
        'forbidden' {
            $refusal = Get-Refusal { Get-Secret $selector $cell.forbidden_vault 'anything' }
            $line.detail = Get-Brief $refusal
            if ("$refusal $($refusal.Exception.Message)" -notmatch '403|Forbidden') { throw $refusal }
        }
        default { # secret-get, throttled, unavailable
            if ((Get-Secret $selector $cell.vault $selector.secret) -ne $selector.content) { throw 'another content came' }
        }
    }
}

foreach ($selector in $cell.selectors) {
    foreach ($step in $cell.steps) {
        if ($step -eq 'wrong-id' -and $selector.name -eq 'none') { continue }
        $line = [ordered] @{ selector = $selector.name; step = $step; ok = $true; detail = '' }
        try { Invoke-Step $selector $step $line } catch { $line.ok = $false; $line.detail = Get-Brief $_ }
        [Console]::Out.WriteLine(($line | ConvertTo-Json -Compress))
    }
}
