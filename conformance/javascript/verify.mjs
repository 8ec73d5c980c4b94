// A token of ours in somebody else's hands: npm's jose, through our JWKS alone.
// verify.mjs ISSUER AUDIENCE, the token on standard input.
import { readFileSync } from "node:fs";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { request } from "node:https";
import tls from "node:tls";

const [jwks, issuer, audience, proxy] = process.argv.slice(2);

// fetch of Node 20 ignores proxies: a fetch of our own goes through the one we are given.
const throughProxy = async (url) => {
  const { hostname, port } = new URL(proxy);
  const { connect } = await import("node:net");
  const socket = connect(Number(port), hostname);
  const host = new URL(url).hostname;
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
    socket.once("data", resolve);
  });
  const secured = tls.connect({ socket, servername: host });
  return new Promise((resolve, reject) => {
    const asked = request(url, { createConnection: () => secured, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve(new Response(Buffer.concat(parts), { status: answer.statusCode })));
    });
    asked.on("error", reject);
    asked.end();
  });
};

const keys = createRemoteJWKSet(new URL(jwks), { [customFetch]: throughProxy });
const { payload, protectedHeader } = await jwtVerify(readFileSync(0, "utf8").trim(), keys, {
  issuer,
  audience,
  algorithms: ["RS256"],
});
console.log(JSON.stringify({ oid: payload.oid, kid: protectedHeader.kid }));
process.exit(0);
