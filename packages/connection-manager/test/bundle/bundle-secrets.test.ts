import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runBundle } from "../support/run-bundle.ts";
import { type Stage, setUp } from "../support/stage.ts";

const path = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const pem = (name: string) => readFileSync(path(name), "utf8");
const arnOf = (name: string) => `arn:aws:secretsmanager:local:123456789012:secret:${name}`;

let stage: Stage;
let source: Server;
let secrets: ReturnType<typeof createServer>;
/** What Secrets Manager has, by ARN. */
let kept: Record<string, string>;
let seen: { readonly request: IncomingMessage; readonly isKnown: boolean }[];

beforeEach(async () => {
  stage = await setUp({});
  kept = {};
  seen = [];
  secrets = createServer(async (request, response) => {
    const { SecretId } = JSON.parse(await text(request));
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ Name: SecretId, SecretString: kept[SecretId] }));
  }).listen(0, "127.0.0.1");
  const tls = { ca: pem("ca.pem"), cert: pem("server.pem"), key: pem("server.key") };
  source = createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const isKnown = (request.socket as TLSSocket).authorized;
    seen.push({ request, isKnown });
    response.writeHead(isKnown ? 200 : 403, { "content-type": "application/x-ndjson" });
    response.end('{"id":1}\n{"type":"end-of-stream"}\n');
  }).listen(0, "127.0.0.1");
  await Promise.all([once(source, "listening"), once(secrets, "listening")]);
});
afterEach(async () => {
  source.close();
  secrets.close();
  await stage.stop();
});

function run(environment: Record<string, string>): Promise<string> {
  const { port } = source.address() as AddressInfo;
  return runBundle({
    ...stage.environment,
    ...{ STREAM_URI: `https://localhost:${port}`, STREAM_PATH: "", STREAM_KEY: "" },
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secrets.address() as AddressInfo).port}`,
    ...environment,
  });
}

it("appears by a certificate, and with headers, that Secrets Manager keeps; none of it is logged", async () => {
  kept[arnOf("tls")] = JSON.stringify({ ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") });
  kept[arnOf("headers")] = JSON.stringify({ cookie: "session=s3cret", "X-Key": "s3cret-2" });
  const output = await run({
    TLS_SECRET_ARN: arnOf("tls"),
    STREAM_SECRET_HEADERS_ARN: arnOf("headers"),
    STREAM_HEADERS: '{"x-key":"public","x-side":"a"}',
    POWERTOOLS_LOG_LEVEL: "DEBUG",
  });
  expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":1/);
  expect(seen).toHaveLength(1);
  const [{ request, isKnown } = { request: undefined, isKnown: false }] = seen;
  expect(isKnown).toBe(true);
  expect(request?.headers).toMatchObject({ cookie: "session=s3cret", "x-key": "s3cret-2", "x-side": "a" });
  expect(output).not.toMatch(/s3cret|PRIVATE KEY/);
});

it("takes certificates from files", async () => {
  const files = {
    TLS_CA_FILE: path("ca.pem"),
    TLS_CERT_FILE: path("client.pem"),
    TLS_KEY_FILE: path("client.key"),
  };
  expect(await run(files)).toMatch(/RETURNED .*"outcome":"ended".*"stored":1/);
});

it.each([
  ["TLS_SECRET_ARN", "no JSON s3cret", "must be a JSON object with text in any of ca, cert, key, passphrase"],
  ["TLS_SECRET_ARN", '{"key":"s3cret"}', "its key is not PEM"],
  ["TLS_SECRET_ARN", '{"other":"s3cret"}', "must be a JSON object with text in any of"],
  ["STREAM_SECRET_HEADERS_ARN", '["s3cret"]', "must be a JSON object of header names and text"],
  ["STREAM_SECRET_HEADERS_ARN", '{"expect":"s3cret"}', "expect"],
])("refuses a secret of %s that it cannot use, without showing it: %s", async (variable, secret, problem) => {
  kept[arnOf("secret")] = secret;
  const output = await run({ TLS_CA_FILE: path("ca.pem"), [variable]: arnOf("secret") });
  expect(output).toMatch(/THROWN /);
  expect(output).toContain(problem);
  expect(output).not.toContain("s3cret");
  expect(seen).toEqual([]);
});
