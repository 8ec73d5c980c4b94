// A token of ours in somebody else's hands: npm's jose, through our JWKS alone.
// verify.mjs JWKS ISSUER AUDIENCE, the token on standard input; trust and routing from the environment.
import { readFileSync } from "node:fs";
import { createRemoteJWKSet, jwtVerify } from "jose";

const [jwks, issuer, audience] = process.argv.slice(2);
const { payload, protectedHeader } = await jwtVerify(
  readFileSync(0, "utf8").trim(),
  createRemoteJWKSet(new URL(jwks)),
  { issuer, audience, algorithms: ["RS256"] },
);
console.log(JSON.stringify({ oid: payload.oid, kid: protectedHeader.kid }));
