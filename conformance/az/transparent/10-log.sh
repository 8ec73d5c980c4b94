section 'The log of an app'
passes 'approving az login --use-device-code --output none'
passes 'az group create --name tailed --location westeurope'
passes 'az appservice plan create --resource-group tailed --name plan --is-linux --sku B1'
passes 'az webapp create --resource-group tailed --plan plan --name tailed-az --runtime PYTHON:3.11'
passes 'az webapp config set --resource-group tailed --name tailed-az --startup-file "python -u app.py"'
python3 - "$SCRATCH/tailed.zip" <<'END'
import sys, zipfile

APP = """import http.server, os
address = ("127.0.0.1", int(os.environ["PORT"]))
http.server.HTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("app.py", APP)
END
shows true 'az webapp deploy --resource-group tailed --name tailed-az --src-path "$SCRATCH/tailed.zip" --type zip --query active --output tsv'
shows 1 '(timeout 60 az webapp log tail --resource-group tailed --name tailed-az 2>&1 || true) | grep --count --max-count 1 "GET / HTTP/1.1"'
passes 'az group delete --name tailed --yes'
