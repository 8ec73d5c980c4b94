#!/usr/bin/env bash
# The story of this folder: an app is given an identity, opens a vault, is refused, loses it again.
# It uses the `nameplate` command and nothing else of the project, in a home of its own that is
# removed at the end. Every step says what must happen; the first that does not ends the demo.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
started=$SECONDS

nameplate() { "${NAMEPLATE:-$top/.venv/bin/nameplate}" "$@"; }

# --- what the app needs: its SDKs, in an environment of their own -------------------------------
sdk="$top/.work/quickstart"
if ! cmp -s "$here/requirements.txt" "$sdk/requirements.txt"; then
  echo "Installing the app's SDKs into .work/quickstart (once)."
  rm -rf "$sdk"
  mkdir -p "$top/.work"
  "$top/.venv/bin/python" -m venv "$sdk" 2>/dev/null ||
    { rm -rf "$sdk" && uv venv --quiet --seed "$sdk" 2>/dev/null; } ||
    virtualenv --quiet "$sdk"
  env -u PIP_USER -u PIP_TARGET -u PIP_PREFIX -u PIP_CONSTRAINT \
    "$sdk/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$sdk/requirements.txt"
fi

# --- a home of its own --------------------------------------------------------------------------
work=$(mktemp -d "${TMPDIR:-/tmp}/nameplate-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
for name in $(compgen -e); do
  case $name in NAMEPLATE_* | AZURE_* | IDENTITY_* | MSI_* | IMDS_*) unset "$name" ;; esac
done
export NAMEPLATE_HOME="$work/home"
secret="s3cret-$RANDOM$RANDOM"
chapter=0

fail() {
  printf '\nThe demo failed: %s\n' "$*" >&2
  exit 1
}

tell() {
  chapter=$((chapter + 1))
  printf '\n%d. %s\n' "$chapter" "$*"
}

# run STATUS COMMAND...: shows the command and what it says; any other exit status ends the demo.
run() {
  local wanted=$1 status=0
  shift
  if [ "$1" = app ]; then echo '   $ nameplate run --app web1 -- python app.py'; else printf '   $ %s\n' "$*"; fi
  "$@" >"$work/out" 2>&1 || status=$?
  sed 's/^/     /' "$work/out"
  [ "$status" = "$wanted" ] || fail "exit status $status, expected $wanted"
}

says() { grep -q -- "$1" "$work/out" || fail "expected to read: $1"; }
silent_on() { ! grep -q -- "$1" "$work/out" || fail "did not expect to read: $1"; }

app() { nameplate run --app web1 -- "$sdk/bin/python" "$here/app.py"; }
variables() { nameplate run --app web1 -- env 2> >(sed 's/^/     /' >&2); }

tell "An app, as it is created: it has no identity."
run 0 nameplate webapp create -n web1 --query "{name: name, identity: identity}" -o json
says '"identity": null'
variables >"$work/env"
! grep -qE '^(IDENTITY_ENDPOINT|MSI_ENDPOINT)=' "$work/env" || fail "there is an identity endpoint"
echo "     Its environment has no IDENTITY_ENDPOINT and no MSI_ENDPOINT."

tell "Its identity is switched on. The app sees it at its next start."
run 0 nameplate webapp identity assign -n web1 --query "{type: type, principalId: principalId}" -o json
says "SystemAssigned"
variables >"$work/env"
grep -E '^(IDENTITY_ENDPOINT|MSI_ENDPOINT)=' "$work/env" | sed 's/^/     /'
for name in IDENTITY_ENDPOINT IDENTITY_HEADER MSI_ENDPOINT MSI_SECRET; do
  grep -q "^$name=." "$work/env" || fail "$name is not in the app's environment"
done

tell "A vault, a secret in it, and a policy that lets the app read it."
run 0 nameplate keyvault create -n contoso --query properties.vaultUri -o tsv
says "https://contoso.vault.azure.net"
printf '   $ nameplate keyvault secret set --vault-name contoso -n db-password --file -\n'
printf '%s' "$secret" |
  nameplate keyvault secret set --vault-name contoso -n db-password --file - -o json >"$work/out" ||
  fail "the secret was not set"
run 0 nameplate keyvault set-policy -n contoso --app web1 --secret-permissions get list \
  --query "properties.accessPolicies[-1].permissions.secrets" -o tsv
says "get"

tell "The app opens the vault. Nobody gave it a password, and not a line of it knows of us."
run 0 app
says "The vault says: $secret"

tell "The policy is taken away: the same app is refused, with the reason."
run 0 nameplate keyvault delete-policy -n contoso --app web1 --query name -o tsv
run 3 app
says "refused"
says "does not have secrets get permission on key vault 'contoso"
silent_on "$secret"
says "To grant it: nameplate keyvault set-policy"
grant=$(sed -n 's/.*To grant it: //p' "$work/out" | head -n 1)

tell "The refusal named the command that would grant it. It does:"
# shellcheck disable=SC2086 # the command as it was printed
run 0 $grant --query name -o tsv
run 0 app
says "The vault says: $secret"

tell "The identity is switched off. At the next start its variables are gone."
run 0 nameplate webapp identity remove -n web1
variables >"$work/env"
for name in IDENTITY_ENDPOINT IDENTITY_HEADER MSI_ENDPOINT MSI_SECRET; do
  ! grep -q "^$name=" "$work/env" || fail "$name is still in the app's environment"
done
echo "     IDENTITY_ENDPOINT, IDENTITY_HEADER, MSI_ENDPOINT and MSI_SECRET are not set."

tell "And the secret is nowhere in the clear in the home."
! grep -rqF -- "$secret" "$NAMEPLATE_HOME" || fail "the secret lies in the clear in the home"
echo "     grep found nothing in $(find "$NAMEPLATE_HOME" -type f | wc -l) files."

printf '\nThe whole story took %d seconds.\n' "$((SECONDS - started))"
