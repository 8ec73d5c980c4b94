# Sourced: what the connection strings need. Leaves APP, SECRET, TENANT, IDENTITY and THUMBPRINT.
set -e
nameplate keyvault create -n contoso > prepared.log
nameplate keyvault secret set --vault-name contoso -n db-password --value Geheim >> prepared.log
nameplate webapp create -n web1 --assign-identity >> prepared.log
nameplate keyvault set-policy -n contoso --app web1 --secret-permissions get >> prepared.log
TENANT=$(nameplate account show --query tenantId -o tsv)

# A user-assigned identity
IDENTITY=$(nameplate identity create -n shared --query clientId -o tsv)
nameplate webapp identity assign -n web1 \
  --identities "$(nameplate identity show -n shared --query id -o tsv)" >> prepared.log
nameplate keyvault set-policy -n contoso --secret-permissions get \
  --object-id "$(nameplate identity show -n shared --query principalId -o tsv)" >> prepared.log

# An application with a secret and a certificate
APP=$(nameplate ad app create --display-name legacy --query appId -o tsv)
PRINCIPAL=$(nameplate ad sp create --id "$APP" --query id -o tsv)
SECRET=$(nameplate ad app credential reset --id "$APP" --query password -o tsv)
nameplate keyvault set-policy -n contoso --object-id "$PRINCIPAL" --secret-permissions get \
  >> prepared.log
nameplate role assignment create --assignee "$APP" --role Reader \
  --scope "/subscriptions/$(nameplate account show --query id -o tsv)" >> prepared.log
mkdir -p store
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=legacy -days 30 \
  -keyout store/key -out store/certificate 2>> prepared.log
cat store/key store/certificate > store/legacy.pem
THUMBPRINT=$(openssl x509 -in store/certificate -noout -fingerprint -sha1 | cut -d= -f2 | tr -d :)
KEY=$(openssl x509 -in store/certificate -outform DER | base64 -w 0)
nameplate ad app update --id "$APP" --set \
  "keyCredentials=[{\"type\":\"AsymmetricX509Cert\",\"usage\":\"Verify\",\"key\":\"$KEY\"}]"

# The same certificate in the vault, where web1's own identity reads it
openssl pkcs12 -export -in store/legacy.pem -passout pass: -out store/legacy.pfx
nameplate keyvault secret set --vault-name contoso -n legacy-certificate \
  --content-type application/x-pkcs12 --value "$(base64 -w 0 store/legacy.pfx)" >> prepared.log
set +e
