// oauth2-mock-server as its documentation starts it. Its argument is the port.
// "ready" on stdout when it listens.
import { OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(Number(process.argv[2]), "127.0.0.1");
console.log("ready");
