# The apps of conformance/webapps: deployed by az, asked at their names, each with its identity in a
# vault and in a storage account (an Azurite that takes tokens alone; ../run starts it).
if [ -n "${STORAGE:-}" ]; then
pack() { # FRAMEWORK: its files as an archive
  python3 - "../webapps/$1" "$SCRATCH/$1.zip" <<'END'
import pathlib, sys, zipfile

with zipfile.ZipFile(sys.argv[2], "w") as archive:
    for path in pathlib.Path(sys.argv[1]).iterdir():
        archive.write(path, path.name)
END
}
prepare() { # FRAMEWORK RUNTIME: an app with an identity that may read
  passes "az webapp create --resource-group demo --plan plan --name $1-az --runtime $2 --assign-identity"
  keeps PRINCIPAL "az webapp identity show --resource-group demo --name $1-az --query principalId --output tsv"
  passes 'az keyvault set-policy --name apps-az --object-id "$PRINCIPAL" --secret-permissions get'
  passes "az webapp config appsettings set --resource-group demo --name $1-az --settings VAULT_URL=https://apps-az.vault.azure.net STORAGE_URL=$STORAGE"
  pack "$1"
}
answers() { # FRAMEWORK GREETING
  local url=https://$1-az.azurewebsites.net
  shows "$2" "curl --silent --fail $url/"
  shows "{\"framework\":\"$1\",\"value\":\"kept\"}" "curl --silent --fail $url/secret/greeting"
  shows '{"written":"first"}' "curl --silent --fail --request PUT --header 'Content-Type: text/plain' --data 'a note' $url/notes/first"
  shows 'a note' "curl --silent --fail $url/notes/first"
}

section 'Web apps with an identity'
passes 'az keyvault create --resource-group demo --name apps-az --enable-rbac-authorization false'
passes 'az keyvault secret set --vault-name apps-az --name greeting --value kept'
prepare flask PYTHON:3.11
shows true 'az webapp deploy --resource-group demo --name flask-az --src-path "$SCRATCH/flask.zip" --type zip --query active --output tsv'
answers flask '<p>Hello, World!</p>'
prepare fastapi PYTHON:3.11
shows 4 'az webapp deployment source config-zip --resource-group demo --name fastapi-az --src "$SCRATCH/fastapi.zip" --query status --output tsv'
answers fastapi '{"message":"Hello World"}'
prepare express NODE:20-lts
shows true 'az webapp deploy --resource-group demo --name express-az --src-path "$SCRATCH/express.zip" --type zip --query active --output tsv'
answers express 'Hello World!'
for framework in flask fastapi express; do
  passes "az webapp delete --resource-group demo --name $framework-az --keep-empty-plan"
done
fi
