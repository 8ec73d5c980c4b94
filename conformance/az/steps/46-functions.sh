# The function app of conformance/functions: deployed by az, its keys by az, and they open it.
section 'Function apps that run'
python3 - ../functions/app "$SCRATCH/functions.zip" <<'END'
import pathlib, sys, zipfile

with zipfile.ZipFile(sys.argv[2], "w") as archive:
    for path in pathlib.Path(sys.argv[1]).iterdir():
        if path.is_file():
            archive.write(path, path.name)
END
HELLO=https://hello-az.azurewebsites.net/api/HttpExample?name=Ada
passes 'az storage account create --resource-group demo --name demoaz3 --sku Standard_LRS'
passes 'az functionapp create --resource-group demo --name hello-az --storage-account demoaz3 --plan plan --runtime python --runtime-version 3.11 --functions-version 4 --disable-app-insights --assign-identity'
passes 'az functionapp config appsettings delete --resource-group demo --name hello-az --setting-names AzureWebJobsStorage'
passes 'az functionapp deployment source config-zip --resource-group demo --name hello-az --src "$SCRATCH/functions.zip"'
shows 401 'curl --silent --output /dev/null --write-out "%{http_code}" "$HELLO"'
keeps KEY 'az functionapp keys list --resource-group demo --name hello-az --query functionKeys.default --output tsv'
shows 'Hello, Ada. This function executed successfully.' 'curl --silent "$HELLO&code=$KEY"'
passes 'az functionapp keys set --resource-group demo --name hello-az --key-type functionKeys --key-name team --key-value chosen'
shows 'Hello, Ada. This function executed successfully.' 'curl --silent "$HELLO&code=chosen"'
passes 'az functionapp keys delete --resource-group demo --name hello-az --key-type functionKeys --key-name team'
shows 401 'curl --silent --output /dev/null --write-out "%{http_code}" "$HELLO&code=chosen"'
passes 'az functionapp function list --resource-group demo --name hello-az --query "[].name" --output tsv'
shows python 'az functionapp function show --resource-group demo --name hello-az --function-name HttpExample --query language --output tsv'
keeps KEY 'az functionapp function keys list --resource-group demo --name hello-az --function-name HttpExample --query default --output tsv'
shows 'Hello, Ada. This function executed successfully.' 'curl --silent "$HELLO&code=$KEY"'
passes 'az functionapp function keys set --resource-group demo --name hello-az --function-name HttpExample --key-name own --key-value mine'
shows 'Hello, Ada. This function executed successfully.' 'curl --silent "$HELLO&code=mine"'
passes 'az functionapp function keys delete --resource-group demo --name hello-az --function-name HttpExample --key-name own'
passes 'az functionapp stop --resource-group demo --name hello-az'
refuses 'Bad Request' 'az functionapp keys list --resource-group demo --name hello-az'
passes 'az functionapp delete --resource-group demo --name hello-az'
passes 'az storage account delete --resource-group demo --name demoaz3 --yes'
