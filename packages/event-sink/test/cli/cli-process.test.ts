import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEventSink } from "../../src/index.ts";
import { startWorld, type World } from "../support/world.ts";

const PACKAGE_DIR = fileURLToPath(new URL("../..", import.meta.url));
const { bin } = JSON.parse(readFileSync(join(PACKAGE_DIR, "package.json"), "utf8"));
const PROGRAM = join(PACKAGE_DIR, bin["event-sink"]);

let world: World;
let streamId: string;
beforeAll(async () => {
  world = await startWorld();
  const { direct: client, tableName } = world;
  streamId = world.newStreamId();
  const sink = createEventSink({ client, tableName, streamId, mode: "packed", key: "id" });
  for (let number = 0; number < 5_000; number += 1) {
    await sink.write({ id: String(number), data: `event ${number} ${"x".repeat(100)}` });
  }
  await sink.flush();
});
afterAll(() => world.stop());

function start(...argv: string[]) {
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_DYNAMODB: String(world.clientConfig.endpoint),
    AWS_REGION: "local",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  const child = spawn(process.execPath, [PROGRAM, "read", "--table", world.tableName, ...argv], { env });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text) => {
      written[name] += text;
    });
  }
  return { child, written, ended: once(child, "close") };
}

describe("the built program", () => {
  test("can be started by a shell", () => {
    expect(readFileSync(PROGRAM, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
  });

  test("prints every event, and the version of the package", async () => {
    const { written, ended } = start("--stream", streamId);
    expect(await ended).toEqual([0, null]);
    expect(written.stderr).toBe("");
    expect(written.stdout.split("\n")).toHaveLength(5_001);
    const { stdout } = spawnSync(process.execPath, [PROGRAM, "--version"], { encoding: "utf8" });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("ends in peace when who reads goes", async () => {
    const { child, written, ended } = start("--stream", streamId, "--follow", "--since", "1d");
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(written.stderr).toBe("");
  });

  test("ends in peace at Ctrl-C", async () => {
    const { child, written, ended } = start("--stream", streamId, "--follow", "--since", "1d");
    await expect.poll(() => written.stdout.split("\n").length).toBe(5_001);
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(written.stderr).toBe("");
  });
});
