// What every program here does: the steps of NAMEPLATE_CELL for each selector, one line each.
// An app brings token(resource, name, value) -> [text, when it expires in milliseconds or null],
// and setSecret, getSecret, listSecrets(vault, name, value, ...).
"use strict";
const fs = require("node:fs");

const told = (error) => `${error.name}: ${String(error.message).trim().split("\n")[0]}`.slice(0, 200);
const statusOf = (error) => error.statusCode ?? error.status ?? error.response?.status;

function steps(app, document, selector) {
  const who = [selector.name, selector.value];
  const read = async () => {
    const found = await app.getSecret(document.vault, ...who, selector.secret);
    const ok = found === selector.content;
    return { ok, detail: ok ? "" : "another value" };
  };
  return {
    async token() {
      const [text, expires] = await app.token(document.resource, ...who);
      const claims = JSON.parse(Buffer.from(text.split(".")[1], "base64url"));
      const { oid, appid, aud, xms_mirid } = claims;
      // An expiry that is no number is told as such: the runner does not take it for a time.
      const lasts = expires === null ? null : Math.floor((expires - Date.now()) / 1000);
      return { ok: true, claims: { oid, appid, aud, xms_mirid }, expires_in: Number.isNaN(lasts) ? -1 : lasts };
    },
    async "wrong-id"() {
      if (selector.wrong === null) return null;
      try {
        await app.token(document.resource, selector.name, selector.wrong);
      } catch (error) {
        return { ok: true, detail: told(error) };
      }
      return { ok: false, detail: "a token came for an id that nobody has" };
    },
    async "secret-set"() {
      await app.setSecret(document.vault, ...who, selector.secret, selector.content);
      return { ok: true };
    },
    "secret-get": read,
    async "secret-list"() {
      const names = await app.listSecrets(document.vault, ...who);
      const ok = names.includes(selector.secret) && names.length >= document.least;
      return { ok, detail: `${names.length} secrets` };
    },
    async forbidden() {
      try {
        await app.getSecret(document.forbidden_vault, ...who, "anything");
      } catch (error) {
        return { ok: statusOf(error) === 403, detail: told(error) };
      }
      return { ok: false, detail: "it was read" };
    },
    throttled: read,
    unavailable: read,
  };
}

module.exports.main = async function main(app) {
  const document = JSON.parse(fs.readFileSync(process.env.NAMEPLATE_CELL, "utf8"));
  for (const selector of document.selectors) {
    const known = steps(app, document, selector);
    for (const step of document.steps) {
      let report;
      try {
        report = await known[step]();
      } catch (error) {
        report = { ok: false, detail: told(error) };
      }
      if (report === null) continue;
      const line = JSON.stringify({ selector: selector.name, step, ...report });
      await new Promise((written) => process.stdout.write(`${line}\n`, written));
    }
  }
  process.exit(0); // connections that are kept alive do not keep the process
};
