import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { BUNDLE_DIR, runBundle } from "../support/run-bundle.ts";
import { KEY, type Stage, setUp } from "../support/stage.ts";
import { until } from "../support/until.ts";

let stage: Stage;
afterEach(() => stage?.stop());

interface Metafile {
  readonly inputs: object;
  readonly outputs: Record<
    string,
    { readonly inputs: object; readonly imports: readonly { readonly path: string; readonly kind: string }[] }
  >;
}

async function metafile(): Promise<Metafile> {
  return JSON.parse(await readFile(`${BUNDLE_DIR}meta.json`, "utf8"));
}

/** The modules of the bundle that are loaded together with one, itself included. */
async function loadedWith(name: string): Promise<Set<string>> {
  const { outputs } = await metafile();
  const loaded = new Set([name]);
  for (const each of loaded) {
    const imports = outputs[`dist/bundle/${each}`]?.imports ?? [];
    for (const { path, kind } of imports) {
      if (kind === "import-statement" && /^(?:dist\/bundle|\.)\//.test(path)) loaded.add(basename(path));
    }
  }
  return loaded;
}

/** The files that the modules are made of which are loaded at the start. */
async function inputsAtStart(): Promise<string[]> {
  const { outputs } = await metafile();
  return [...(await loadedWith("index.mjs"))].flatMap((name) =>
    Object.keys(outputs[`dist/bundle/${name}`]?.inputs ?? {}),
  );
}

/** The module that is loaded by this name. */
async function chunkOf(name: string): Promise<string> {
  const [found = "", ...others] = [...(await chunkSizes()).keys()].filter((each) =>
    each.startsWith(`${name}-`),
  );
  expect(others).toEqual([]);
  expect(found).not.toBe("");
  return found;
}

async function chunkSizes(): Promise<Map<string, number>> {
  const names = (await readdir(BUNDLE_DIR)).filter((name) => name.endsWith(".mjs"));
  const entries = names.map(
    async (name): Promise<[string, number]> => [name, (await stat(BUNDLE_DIR + name)).size],
  );
  return new Map(await Promise.all(entries));
}

describe("the bundle", () => {
  it("loads under 680 KB at its start, and half as much again with the first dead letter for a bucket", async () => {
    const sizes = await chunkSizes();
    const sum = (names: Iterable<string>) =>
      [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
    const atStart = await loadedWith("index.mjs");
    const withS3 = [...(await loadedWith(await chunkOf("dead-letter-bucket")))].filter(
      (name) => !atStart.has(name),
    );
    expect(sum(atStart)).toBeGreaterThan(0);
    expect(sum(atStart)).toBeLessThan(680_000);
    expect(withS3).toContain("s3.mjs");
    expect(sum(withS3)).toBeLessThan(340_000);
    expect(sum(atStart) + sum(withS3)).toBeLessThan(1_000_000);
    expect(sum(sizes.keys())).toBeLessThan(1_200_000);
  });

  it("loads nothing of S3 or Secrets Manager at its start, and has nothing of undici but what holds a stream", async () => {
    const { inputs } = await metafile();
    const atStart = await inputsAtStart();
    expect(atStart.filter((path) => /client-(s3|secrets-manager)\/|\/xml\//.test(path))).toEqual([]);
    const unwanted = Object.keys(inputs).filter((path) => /undici\/lib\/(web|mock|cache|milo)\//.test(path));
    expect(unwanted).toEqual([]);
  });

  it.each([
    ["proxies", "proxied-connection", /proxy-agent|socks5|undici\/lib\/dispatcher\/pool/],
    ["WebSockets", "socket-opening", /websocket\/(handshake|message-|outgoing-frame|deflate)/],
  ])("loads what is for %s when a source asks for it", async (_, name, parts) => {
    const { outputs } = await metafile();
    expect((await inputsAtStart()).filter((path) => parts.test(path))).toEqual([]);
    const late = Object.keys(outputs[`dist/bundle/${await chunkOf(name)}`]?.inputs ?? {});
    expect(late.filter((path) => parts.test(path)).length).toBeGreaterThan(1);
  });

  it("needs nothing but Node: it stores a stream, and logs with the stream's id but no key and no data", async () => {
    stage = await setUp({ events: 30, rate: 100 });
    const output = await runBundle(stage.environment);
    expect(output).toMatch(/RETURNED .*"outcome":"ended"/);
    expect(await stage.stored("s1")).toHaveLength(30);
    expect(output).toContain('"streamId":"s1"');
    expect(output).not.toContain(KEY);
    expect(output).not.toContain("wikipedia");
  });

  it("logs each event's data at debug level, still no key", async () => {
    stage = await setUp({ events: 2, rate: 100 });
    const output = await runBundle({ ...stage.environment, POWERTOOLS_LOG_LEVEL: "DEBUG" });
    expect(output.match(/"message":"event"/g)).toHaveLength(2);
    expect(output).not.toContain(KEY);
  });

  it("speaks HTTP/2, which it loads when it is asked for", async () => {
    stage = await setUp({});
    const source = createHttp2Server((_, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.end('{"id":1}\n{"type":"end-of-stream"}\n');
    }).listen(0, "127.0.0.1");
    await once(source, "listening");
    const { port } = source.address() as AddressInfo;
    const address = { STREAM_URI: "", STREAM_PATH: "", STREAM_URL: `http://127.0.0.1:${port}/{streamId}` };
    const output = await runBundle({ ...stage.environment, ...address, STREAM_HTTP2: "prior-knowledge" });
    source.close();
    expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":1/);
  });

  it("asks a proxy of its environment", async () => {
    stage = await setUp({});
    const asked: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      response.end('{"id":1}\n{"type":"end-of-stream"}\n');
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    const address = { STREAM_URI: "", STREAM_PATH: "", STREAM_URL: "http://source.example/{streamId}" };
    const http_proxy = `http://127.0.0.1:${port}`;
    const output = await runBundle({ ...stage.environment, ...address, http_proxy });
    proxy.close();
    expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":1/);
    expect(asked).toEqual(["http://source.example/s1"]);
  });

  it("holds a WebSocket", async () => {
    stage = await setUp({});
    const source = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    source.on("connection", (socket) =>
      socket.once("message", (message) => {
        socket.send(JSON.stringify({ id: 1, asked: String(message) }));
        socket.send('{"type":"end-of-stream"}');
      }),
    );
    await once(source, "listening");
    const { port } = source.address() as AddressInfo;
    const address = { STREAM_URI: "", STREAM_PATH: "", STREAM_URL: `ws://127.0.0.1:${port}/{streamId}` };
    const STREAM_MESSAGES = '[{"subscribe":"{streamId}"}]';
    const asked = { ...address, STREAM_MESSAGES, STREAM_FORMAT: "messages:json" };
    const output = await runBundle({ ...stage.environment, ...asked });
    source.close();
    expect(output).toMatch(/RETURNED .*"outcome":"ended".*"stored":1/);
    const [event] = await stage.stored("s1");
    expect(JSON.parse(String(event?.data))).toEqual({ id: 1, asked: '{"subscribe":"s1"}' });
  });

  it("reads the key from Secrets Manager", async () => {
    stage = await setUp({ events: 4, rate: 100 });
    const secretsManager = createServer((request, response) => {
      expect(request.headers["x-amz-target"]).toBe("secretsmanager.GetSecretValue");
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Name: "key", SecretString: KEY }));
    }).listen(0, "127.0.0.1");
    await once(secretsManager, "listening");
    const { port } = secretsManager.address() as AddressInfo;
    const output = await runBundle({
      ...stage.environment,
      STREAM_KEY: "",
      STREAM_KEY_SECRET_ARN: "arn:aws:secretsmanager:local:123456789012:secret:key",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    });
    secretsManager.close();
    expect(output).toMatch(/RETURNED .*"stored":4/);
    expect(output).not.toContain(KEY);
  });

  it("holds a lease for its turn: two processes hand the stream over, and nothing is lost", async () => {
    stage = await setUp({ rate: 200, resume: true });
    await stage.leases.begin({ streamId: "s1", executionArn: "execution-1" });
    const turn = (holder: string, expectedEpoch: number) =>
      runBundle({
        ...stage.environment,
        ...stage.relayEnvironment,
        RESUME: "header:Last-Event-ID",
        TURN: JSON.stringify({ holder, expectedEpoch, awsRequestId: `request-${holder}` }),
      });
    const old = turn("run/A", 1);
    await until("A is connected", async () => (await stage.leases.read("s1"))?.checkpoint !== undefined);
    const successor = turn("run/B", 2);
    expect(await old).toMatch(/RETURNED .*"outcome":"superseded".*"epoch":2/);
    await stage.leases.stop({ streamId: "s1" });
    expect(await successor).toMatch(/RETURNED .*"outcome":"stopped".*"epoch":3.*"proven":true/);
    const stored = await stage.stored("s1");
    const truth = stage.source.truth("s1")?.events.slice(0, stored.length) ?? [];
    expect(stored.map(({ key }) => key).toSorted()).toEqual(truth.map(({ sha1 }) => sha1).toSorted());
  });

  it("fails each invocation with one error that lists all that is wrong with its environment", async () => {
    stage = await setUp({});
    const output = await runBundle({ STREAM_URI: "nowhere" });
    expect(output).toMatch(/THROWN ConfigurationError/);
    expect(output).toContain("STREAM_URI is not a URL");
    expect(output).toContain("EVENTS_TABLE is not set");
  });
});
