// @azure/identity and @azure/keyvault-secrets.
"use strict";
const { ManagedIdentityCredential } = require("@azure/identity");
const { SecretClient } = require("@azure/keyvault-secrets");
const { main } = require("./cell.cjs");

const names = { "client-id": "clientId", "object-id": "objectId", "resource-id": "resourceId" };
const clients = new Map();

function credential(name, value) {
  return value === null
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ [names[name]]: value });
}

function client(vault, name, value) {
  const key = `${vault} ${name}`;
  if (!clients.has(key)) clients.set(key, new SecretClient(vault, credential(name, value)));
  return clients.get(key);
}

main({
  async token(resource, name, value) {
    const found = await credential(name, value).getToken(`${resource}/.default`);
    return [found.token, found.expiresOnTimestamp];
  },
  setSecret: (vault, name, value, secret, text) => client(vault, name, value).setSecret(secret, text),
  getSecret: async (vault, name, value, secret) =>
    (await client(vault, name, value).getSecret(secret)).value,
  async listSecrets(vault, name, value) {
    const found = [];
    for await (const each of client(vault, name, value).listPropertiesOfSecrets()) {
      found.push(each.name);
    }
    return found;
  },
});
