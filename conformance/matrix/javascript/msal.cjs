// MSAL for Node.js by itself, and the vault with Node's own https (fetch would pass over the proxy
// that `run` hands over by the environment; its hook serves both).
"use strict";
const fs = require("node:fs");
const msal = require("@azure/msal-node");
const { main } = require("./cell.cjs");

const names = {
  "client-id": "userAssignedClientId",
  "object-id": "userAssignedObjectId",
  "resource-id": "userAssignedResourceId",
};
const tokens = new Map();

async function acquired(resource, name, value) {
  const file = process.env.AZURE_FEDERATED_TOKEN_FILE;
  if (file) return federated(file, resource, name, value);
  const chosen = value === null ? {} : { managedIdentityIdParams: { [names[name]]: value } };
  return new msal.ManagedIdentityApplication(chosen).acquireToken({ resource });
}

function federated(file, resource, name, value) {
  if (name !== "none" && name !== "client-id") {
    throw new Error("a confidential client is known by its client id");
  }
  const auth = {
    clientId: value ?? process.env.AZURE_CLIENT_ID,
    authority: process.env.AZURE_AUTHORITY_HOST + process.env.AZURE_TENANT_ID,
    clientAssertion: async () => fs.readFileSync(file, "ascii"),
  };
  const client = new msal.ConfidentialClientApplication({ auth });
  return client.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] });
}

async function call(vault, name, value, path, options = {}) {
  const resource = `https://${vault.slice(vault.indexOf(".") + 1)}`;
  const key = `${resource} ${name}`;
  if (!tokens.has(key)) tokens.set(key, (await acquired(resource, name, value)).accessToken);
  const url = path.startsWith("https://") ? path : `${vault}${path}?api-version=7.4`;
  const headers = { authorization: `Bearer ${tokens.get(key)}`, "content-type": "application/json" };
  const answer = await fetch(url, { ...options, headers });
  if (!answer.ok) throw Object.assign(new Error(`status ${answer.status}`), { status: answer.status });
  return answer.json();
}

main({
  async token(resource, name, value) {
    const found = await acquired(resource, name, value);
    return [found.accessToken, found.expiresOn.getTime()];
  },
  setSecret: (vault, name, value, secret, text) =>
    call(vault, name, value, `/secrets/${secret}`, {
      method: "PUT",
      body: JSON.stringify({ value: text }),
    }),
  getSecret: async (vault, name, value, secret) =>
    (await call(vault, name, value, `/secrets/${secret}`)).value,
  async listSecrets(vault, name, value) {
    const found = [];
    let path = "/secrets";
    while (path) {
      const page = await call(vault, name, value, path);
      found.push(...page.value.map((each) => each.id.split("/").pop()));
      path = page.nextLink;
    }
    return found;
  },
});
