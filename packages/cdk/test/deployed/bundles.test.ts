import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployedDir } from "../../src/handler-dir.ts";

const run = promisify(execFile);
const IMAGE = { PK: { S: "s" }, SK: { S: "k" }, data: { S: "text" }, receivedAt: { N: "0" } };
const RECORD = { eventName: "INSERT", dynamodb: { SequenceNumber: "5", NewImage: IMAGE } };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdk-bundles-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a bundle's handler answers, alone in a folder and in a process with this environment and no other. */
async function answerOf(directory: string, event: unknown, env: NodeJS.ProcessEnv): Promise<unknown> {
  const alone = join(folder, pathToFileURL(directory).pathname.split("/").at(-1) ?? "");
  await cp(directory, alone, { recursive: true });
  const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(join(alone, "index.mjs")).href)});
    console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, env });
  return JSON.parse(stdout);
}

describe("a bundle, alone in its folder", () => {
  it("unpacks, within what its environment says", async () => {
    const limits = { MAX_MESSAGES: "10", MAX_MESSAGE_BYTES: "60000", MAX_BYTES: "240000" };
    expect(await answerOf(deployedDir("unpack"), [RECORD], limits)).toEqual([
      { streamId: "s", events: [{ key: "k", data: "text", receivedAtMs: 0 }] },
    ]);
  });

  it("archives into its bucket", async () => {
    const put: { path: string; body: Buffer }[] = [];
    const server = createServer(async (request, response) => {
      put.push({ path: `${request.method} ${request.url}`, body: await buffer(request) });
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const env = {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REQUEST_CHECKSUM_CALCULATION: "WHEN_REQUIRED",
      BUCKET: "bucket",
      PREFIX: "events/",
    };
    try {
      expect(await answerOf(deployedDir("archive"), { Records: [RECORD] }, env)).toEqual({
        batchItemFailures: [],
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(put).toHaveLength(1);
    expect(put[0]?.path).toMatch(/^PUT \/.*events\/1970\/01\/01\/00\/5-[0-9a-f]{16}\.ndjson\.gz/);
    expect(JSON.parse(gunzipSync(put[0]?.body ?? "").toString())).toEqual({
      streamId: "s",
      key: "k",
      receivedAtMs: 0,
      data: "text",
    });
  });
});
