section 'Deployment of web apps'
python3 - "$SCRATCH/app.zip" <<'END'
import sys, zipfile

APP = """import http.server, os
address = ("127.0.0.1", int(os.environ["PORT"]))
http.server.HTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("app.py", APP)
END
echo 'a logo' >"$SCRATCH/logo.txt"
shows true 'az webapp deploy --resource-group demo --name orders-az --src-path "$SCRATCH/app.zip" --type zip --query active --output tsv'
shows 4 'az webapp deployment source config-zip --resource-group demo --name orders-az --src "$SCRATCH/app.zip" --query status --output tsv'
shows RuntimeSuccessful 'az rest --url "/subscriptions/$SUBSCRIPTION/resourceGroups/demo/providers/Microsoft.Web/sites/orders-az/deploymentStatus/latest?api-version=2024-11-01" --query properties.status --output tsv'
passes 'az webapp deploy --resource-group demo --name orders-az --src-path "$SCRATCH/logo.txt" --type static --target-path static/logo.txt'
shows 3 'az webapp log deployment list --resource-group demo --name orders-az --query "length(@)" --output tsv'
shows 'Deployment successful.' 'az webapp log deployment show --resource-group demo --name orders-az --query "[-1].message" --output tsv'
passes 'az webapp log download --resource-group demo --name orders-az --log-file "$SCRATCH/logs.zip"'
refuses 'Deployment failed' 'az webapp deploy --resource-group demo --name orders-az --src-path "$SCRATCH/logo.txt" --type zip'
passes 'az resource update --resource-group demo --namespace Microsoft.Web --resource-type basicPublishingCredentialsPolicies --parent sites/orders-az --name scm --set properties.allow=false'
shows 4 'az webapp deployment source config-zip --resource-group demo --name orders-az --src "$SCRATCH/app.zip" --query status --output tsv'
passes 'az webapp restart --resource-group demo --name orders-az'
