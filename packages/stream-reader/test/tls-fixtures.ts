import { readFileSync } from "node:fs";

const pem = (name: string) => readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url), "utf8");

/** A private authority, and what it has signed: a server on localhost and 127.0.0.1, and a client. For a hundred years. */
export const TLS = {
  ca: pem("ca.pem"),
  server: { cert: pem("server.pem"), key: pem("server.key") },
  client: { cert: pem("client.pem"), key: pem("client.key") },
};
