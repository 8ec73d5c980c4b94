RESOURCE_MANAGER=${ARM_CLOUD_METADATA_URL%%/metadata*}
unset ARM_CLOUD_METADATA_URL # the cloud is registered by hand here
AZURE_CONFIG_DIR=$SCRATCH/registered
AZURE_CORE_INSTANCE_DISCOVERY=false # or MSAL asks Microsoft whether it knows this authority

section 'A registered cloud'
passes 'az cloud register --name Local --endpoint-resource-manager "$RESOURCE_MANAGER"'
passes 'az cloud set --name Local'
shows "$RESOURCE_MANAGER" 'az cloud show --query endpoints.resourceManager --output tsv'
passes 'approving az login --use-device-code --output none'
keeps SUBSCRIPTION 'az account show --query id --output tsv'
keeps TENANT 'az account show --query tenantId --output tsv'
passes 'az group create --name direct --location westeurope'
shows true 'az group exists --name direct'
shows direct-az 'az keyvault create --resource-group direct --name direct-az --enable-rbac-authorization false --query name --output tsv'
shows first 'az keyvault secret set --vault-name direct-az --name one --value first --query value --output tsv'
shows one 'az keyvault secret list --vault-name direct-az --query "[].name" --output tsv'
passes 'az appservice plan create --resource-group direct --name plan --is-linux --sku B1'
shows SystemAssigned 'az webapp create --resource-group direct --plan plan --name direct-az --runtime PYTHON:3.11 --assign-identity --query identity.type --output tsv'
keeps PASSWORD 'az ad sp create-for-rbac --name direct --role Reader --scopes "/subscriptions/$SUBSCRIPTION" --query password --output tsv'
keeps ROBOT 'az ad sp list --display-name direct --query "[?displayName==\`direct\`].appId" --output tsv'
passes 'az login --service-principal --username "$ROBOT" --password "$PASSWORD" --tenant "$TENANT"'
refuses AuthorizationFailed 'az group create --name other --location westeurope'
passes 'az logout'
passes 'az login --identity --allow-no-subscriptions'
passes 'az cloud set --name AzureCloud'
passes 'az cloud unregister --name Local'
