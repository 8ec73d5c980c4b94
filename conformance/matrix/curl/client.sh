#!/usr/bin/env bash
# Managed identity and a vault with curl and jq alone: each source's request as its protocol has it.
# Does the steps of NAMEPLATE_CELL for each selector and prints one JSON line for each.
set -uo pipefail

cell() { jq -r "$1" "$NAMEPLATE_CELL"; }
{ read -r source && read -r resource && read -r vault && read -r closed && read -r least; } < \
  <(cell '.source, .resource, .vault, .forbidden_vault, .least')
retry=(--retry 4 --retry-max-time 30) # curl waits for as long as Retry-After says
api='api-version=7.4' holder='' pin=''

# ask CURL-WORDS...: the answer's text in $body, its status in $status.
ask() {
  body=$(curl --silent --show-error "${retry[@]}" --write-out '\n%{http_code}' "$@") || body=$'\n000'
  status=${body##*$'\n'} body=${body%$'\n'*}
}
# told NAME: a text or a number of the answer, in $found; false where it is not there.
told() { [[ $body =~ \"$1\":\ *\"?([^\",}]*) ]] && found=${BASH_REMATCH[1]}; }

# by NAME-OF-CLIENT-ID NAME-OF-OBJECT-ID NAME-OF-RESOURCE-ID: the selector as a parameter.
by() {
  chosen=()
  case $name in
    client-id) chosen=(--data-urlencode "$1=$value") ;;
    object-id) chosen=(--data-urlencode "$2=$value") ;;
    resource-id) chosen=(--data-urlencode "$3=$value") ;;
  esac
}

app_service() {
  by client_id principal_id mi_res_id
  ask --get "$IDENTITY_ENDPOINT" --header "X-IDENTITY-HEADER: $IDENTITY_HEADER" \
    --data-urlencode api-version=2019-08-01 --data-urlencode "resource=$resource" "${chosen[@]}"
}
msi_2017() {
  by clientid object_id mi_res_id
  ask --get "$MSI_ENDPOINT" --header "Secret: $MSI_SECRET" \
    --data-urlencode api-version=2017-09-01 --data-urlencode "resource=$resource" "${chosen[@]}"
}
imds() {
  by client_id object_id msi_res_id
  ask --get "${AZURE_POD_IDENTITY_AUTHORITY_HOST:-http://169.254.169.254}/metadata/identity/oauth2/token" \
    --header Metadata:true --data-urlencode api-version=2018-02-01 --data-urlencode "resource=$resource" "${chosen[@]}"
}
cloud_shell() {
  by client_id object_id msi_res_id
  ask "$MSI_ENDPOINT" --header Metadata:true --data-urlencode "resource=$resource" "${chosen[@]}"
}
arc() {
  by client_id object_id msi_res_id
  local question=(--get "$IDENTITY_ENDPOINT" --header Metadata:true
    --data-urlencode api-version=2020-06-01 --data-urlencode "resource=$resource" "${chosen[@]}")
  ask "${question[@]}" --include
  [ "$status" = 401 ] && [[ $body =~ Basic\ realm=([^$'\r\n']*) ]] || return 0
  ask "${question[@]}" --header "Authorization: Basic $(<"${BASH_REMATCH[1]}")"
}
service_fabric() {
  by client_id object_id msi_res_id
  ask --get "$IDENTITY_ENDPOINT" --insecure --pinnedpubkey "${pin:=$(pinned)}" --header "Secret: $IDENTITY_HEADER" \
    --data-urlencode api-version=2019-07-01-preview --data-urlencode "resource=$resource" "${chosen[@]}"
}
# curl pins public keys, not certificates: the key of the certificate that has the thumbprint.
pinned() {
  local address=${IDENTITY_ENDPOINT#https://} certificate thumbprint
  address=${address%%/*}
  certificate=$(openssl s_client -connect "$address" -servername "${address%%:*}" </dev/null 2>/dev/null | openssl x509)
  thumbprint=$(openssl x509 -noout -fingerprint -sha1 <<<"$certificate" | cut -d= -f2 | tr -d :)
  [ "${thumbprint,,}" = "${IDENTITY_SERVER_THUMBPRINT,,}" ] || return 1
  printf 'sha256//%s' "$(openssl x509 -noout -pubkey <<<"$certificate" | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)"
}
workload_identity() {
  local id=$AZURE_CLIENT_ID
  case $name in client-id) id=$value ;; object-id | resource-id) status=000 body='no such parameter' && return ;; esac
  ask "${AZURE_AUTHORITY_HOST%/}/$AZURE_TENANT_ID/oauth2/v2.0/token" --data-urlencode grant_type=client_credentials \
    --data-urlencode "client_id=$id" --data-urlencode "scope=$resource/.default" \
    --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    --data-urlencode "client_assertion@$AZURE_FEDERATED_TOKEN_FILE"
}

# acquire NAME VALUE: a new token in $token; false where none came.
acquire() {
  name=$1 value=$2
  case $source in
    app-service) app_service ;;
    app-service-2017 | azure-ml) msi_2017 ;;
    cloud-shell) cloud_shell ;;
    service-fabric) service_fabric ;;
    workload-identity) workload_identity ;;
    *) "$source" ;;
  esac
  [ "$status" = 200 ] && told access_token && token=$found
}

# on_vault METHOD URL [CURL-WORDS...]: with the token that is held.
on_vault() {
  local method=$1 url=$2
  shift 2
  ask --request "$method" "$url" --header "Authorization: Bearer $token" --header 'Content-Type: application/json' "$@"
}
# say OK [MORE-JSON]: the line of a step. What was wrong is the last answer's status and its words.
say() {
  local detail=''
  [ "$1" = true ] || detail="status $status: ${body:0:150}"
  detail=${detail//[$'\\"\r\n\t']/ }
  printf '{"selector":"%s","step":"%s","ok":%s,"detail":"%s"%s}\n' "$selector" "$step" "$1" "$detail" "${2:-}"
}
is() { if "$@"; then say true; else say false; fi; }

step_token() {
  acquire "$selector" "$id" || { say false && return; }
  local left=null payload=${token#*.} claims
  if told expires_on; then left=$((found - EPOCHSECONDS)); elif told expires_in; then left=$found; fi
  payload=${payload%%.*}
  claims=$(tr -- '-_' '+/' <<<"$payload===" | base64 --decode 2>/dev/null)
  # The payload is JSON, and its few claims are no secrets; the token is not shown.
  say true ",\"claims\":$claims,\"expires_in\":$left"
}
step_wrong_id() {
  [ "$wrong" = null ] && return
  holder=''
  if acquire "$selector" "$wrong"; then say false; else say true; fi
}
held() { # the token of the selector's vault; asked for once
  [ "$holder" = "$selector" ] && return
  acquire "$selector" "$id" && holder=$selector
}
step_secret_set() {
  held && on_vault PUT "$vault/secrets/$secret?$api" --data "{\"value\":\"$content\"}"
  is [ "$status" = 200 ]
}
step_secret_get() {
  held && on_vault GET "$vault/secrets/$secret?$api"
  told value
  is [ "$found" = "$content" ]
}
step_secret_list() {
  local next="$vault/secrets?$api" names=' ' count=0
  held || { say false && return; }
  while [ -n "$next" ]; do
    on_vault GET "$next"
    [ "$status" = 200 ] || break
    next='' && told nextLink && [ "$found" != null ] && next=$found
    while [[ $body =~ /secrets/([A-Za-z0-9-]+)\"(.*) ]]; do
      names+="${BASH_REMATCH[1]} " body=${BASH_REMATCH[2]} count=$((count + 1))
    done
  done
  if [[ $names == *" $secret "* ]] && [ "$count" -ge "$least" ]; then say true; else say false; fi
}
step_forbidden() {
  held && on_vault GET "$closed/secrets/anything?$api"
  is [ "$status" = 403 ]
}
step_throttled() { step_secret_get; }
step_unavailable() { step_secret_get; }

mapfile -t steps < <(cell '.steps[]')
while read -r selector id wrong secret content; do
  for step in "${steps[@]}"; do
    "step_${step//-/_}"
  done
done < <(cell '.selectors[] | "\(.name) \(.value) \(.wrong) \(.secret) \(.content)"')
