import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { KEY, type Stage, setUp } from "./stage.ts";
import { until } from "./support/until.ts";

const bundle = fileURLToPath(new URL("../dist/bundle/index.mjs", import.meta.url));
const invoke = `
const { handler } = await import(process.argv[1]);
const event = { streamId: "s1", ...JSON.parse(process.env.TURN ?? "{}") };
await handler(event, { awsRequestId: event.awsRequestId ?? "r1", getRemainingTimeInMillis: () => 60_000 }).then(
  (report) => console.log("RETURNED " + JSON.stringify(report)),
  (error) => console.log("THROWN " + error.name + " " + error.message),
);
process.exit();
`;

let stage: Stage;
afterEach(() => stage?.stop());

/** Runs the bundle in a process of its own, with this environment and no other. */
async function run(environment: Record<string, string>): Promise<string> {
  const args = ["--input-type=module", "--eval", invoke, bundle];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: environment,
    cwd: "/",
  });
  return stdout + stderr;
}

describe("the bundle", () => {
  it("is under 700 KB with all of its chunks, and holds nothing of undici but what holds a stream", async () => {
    const folder = fileURLToPath(new URL("../dist/bundle/", import.meta.url));
    const modules = (await readdir(folder)).filter((name) => name.endsWith(".mjs"));
    const sizes = await Promise.all(modules.map(async (name) => (await stat(folder + name)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(700_000);
    const { inputs } = JSON.parse(await readFile(`${folder}meta.json`, "utf8")) as { inputs: object };
    const unwanted = Object.keys(inputs).filter((path) => /undici\/lib\/(web|mock|cache|milo)\//.test(path));
    expect(unwanted).toEqual([]);
  });

  it("needs nothing but Node: it stores a stream, and logs with the stream's id but no key and no data", async () => {
    stage = await setUp({ events: 30, rate: 2000 });
    const output = await run(stage.environment);
    expect(output).toMatch(/RETURNED .*"outcome":"ended"/);
    expect(await stage.stored("s1")).toHaveLength(30);
    expect(output).toContain('"streamId":"s1"');
    expect(output).not.toContain(KEY);
    expect(output).not.toContain("wikipedia");
  });

  it("logs each event's data at debug level, still no key", async () => {
    stage = await setUp({ events: 2, rate: 2000 });
    const output = await run({ ...stage.environment, POWERTOOLS_LOG_LEVEL: "DEBUG" });
    expect(output.match(/"message":"event"/g)).toHaveLength(2);
    expect(output).not.toContain(KEY);
  });

  it("reads the key from Secrets Manager", async () => {
    stage = await setUp({ events: 4, rate: 2000 });
    const secretsManager = createServer((request, response) => {
      expect(request.headers["x-amz-target"]).toBe("secretsmanager.GetSecretValue");
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Name: "key", SecretString: KEY }));
    }).listen(0, "127.0.0.1");
    await once(secretsManager, "listening");
    const { port } = secretsManager.address() as AddressInfo;
    const output = await run({
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
      run({
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
    const output = await run({ STREAM_URI: "nowhere" });
    expect(output).toMatch(/THROWN ConfigurationError/);
    expect(output).toContain("STREAM_URI is not a URL");
    expect(output).toContain("EVENTS_TABLE is not set");
  });
});
