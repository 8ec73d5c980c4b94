// @azure/identity 1.5: an id is the constructor's first argument, and a client id. What the class has
// no words for is refused here, in the words of its declaration.
"use strict";
const { ManagedIdentityCredential } = require("@azure/identity");
const { SecretClient } = require("@azure/keyvault-secrets");
const { main } = require("./cell.cjs");

const clients = new Map();

function credential(name, value) {
  if (value === null) return new ManagedIdentityCredential();
  if (name !== "client-id") throw new Error("ManagedIdentityCredential takes a client id alone");
  return new ManagedIdentityCredential(value);
}

function client(vault, name, value) {
  const key = `${vault} ${name}`;
  if (!clients.has(key)) clients.set(key, new SecretClient(vault, credential(name, value)));
  return clients.get(key);
}

main({
  async token(resource, name, value) {
    const found = await credential(name, value).getToken(`${resource}/.default`);
    if (found === null) throw new Error("no token");
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
