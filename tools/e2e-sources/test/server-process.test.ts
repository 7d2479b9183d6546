import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ServerStartError } from "../src/errors.ts";
import { missingCommand } from "../src/processes/find-command.ts";
import { freePort } from "../src/processes/free-port.ts";
import { listensOn } from "../src/processes/is-up.ts";
import { type ServerCommand, startServerProcess } from "../src/processes/server-process.ts";
import { until } from "../src/until.ts";

/** A server with a child that listens beside it: both must go. */
const FAMILY = `
const { spawn } = require("node:child_process");
const http = require("node:http");
const [port, childPort] = process.argv.slice(1);
console.log("up", process.pid);
if (childPort) spawn(process.execPath, ["-e", process.env.SCRIPT, childPort], { stdio: "inherit" });
http.createServer((_, response) => response.end(String(process.pid))).listen(Number(port), "127.0.0.1");
`;

let ends: AbortController;
beforeEach(() => {
  ends = new AbortController();
});
afterEach(() => ends.abort());

async function commandOf(...ports: number[]): Promise<ServerCommand> {
  return {
    name: "family",
    command: process.execPath,
    args: ["-e", FAMILY, ...ports.map(String)],
    env: { SCRIPT: FAMILY },
    folder: await mkdtemp(join(tmpdir(), "unbounded-streams-")),
    isUp: async () => (await Promise.all(ports.map(listensOn))).every(Boolean),
    signal: ends.signal,
  };
}

async function pidOn(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

it("a server is killed with its children and comes up again on its port, its output in one log", async () => {
  const [port, childPort] = [await freePort(), await freePort()];
  const server = await startServerProcess(await commandOf(port, childPort));
  const before = [await pidOn(port), await pidOn(childPort)];
  await server.restart();
  const after = [await pidOn(port), await pidOn(childPort)];
  expect(new Set([...before, ...after]).size).toBe(4);
  expect((await readFile(server.logFile, "utf8")).match(/up/g)).toHaveLength(4);
  await server.stop();
  expect(await listensOn(port)).toBe(false);
  await until("the end of the child", async () => !(await listensOn(childPort)), {
    withinMs: 60_000,
    signal: ends.signal,
  });
});

it("a server that ends before it is up says how, and where its output is", async () => {
  const command = await commandOf(await freePort());
  const args = ["-e", "console.error('no disk'); process.exit(3)"];
  const starting = startServerProcess({ ...command, args });
  await expect(starting).rejects.toThrow(ServerStartError);
  await expect(starting).rejects.toThrow(
    `family did not start: it ended with code 3; its output is in ${join(command.folder, "family.log")}`,
  );
  expect(await readFile(join(command.folder, "family.log"), "utf8")).toBe("no disk\n");
});

it("a command that is not there is an error, not a crash", async () => {
  const command = await commandOf(await freePort());
  await expect(startServerProcess({ ...command, command: "no-such-server" })).rejects.toThrow(/ENOENT/);
  expect(await missingCommand("no-such-server", "apt-get install it")).toBe(
    "there is no no-such-server on this machine: apt-get install it",
  );
  expect(await missingCommand("node", "nothing")).toBeUndefined();
});

it("a server that does not come up in time is killed", async () => {
  const port = await freePort();
  const command = { ...(await commandOf(port)), isUp: async () => false, startWithinMs: 500 };
  await expect(startServerProcess(command)).rejects.toThrow(
    "family did not start: family is up: not within 0.5 s",
  );
  await until("the end", async () => !(await listensOn(port)), { withinMs: 60_000, signal: ends.signal });
});

it("the end of the run kills a server, and starts none any more", async () => {
  const port = await freePort();
  const over = new AbortController();
  const command = { ...(await commandOf(port)), signal: over.signal };
  await startServerProcess(command);
  over.abort();
  await until("the end", async () => !(await listensOn(port)), { withinMs: 60_000, signal: ends.signal });
  await expect(startServerProcess(command)).rejects.toThrow();
});
