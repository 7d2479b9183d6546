import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LIMITS } from "../../src/transports/limits.ts";
import { GROUPS } from "../../src/transports/program/groups.ts";
import { TrialStage } from "../../src/transports/program/trial.ts";
import { startServers } from "../../src/transports/servers/start-servers.ts";

const names = GROUPS.flatMap((group) => Object.keys(group));

it("each trial has a name of its own, and each limit is one of trials", () => {
  expect(new Set(names).size).toBe(names.length);
  for (const { trials } of Object.values(LIMITS).flat())
    expect(names).toEqual(expect.arrayContaining([...trials]));
});

it.each([
  "each event as it comes",
  "zstd, cut off",
  "a client's certificate",
  "HTTP/2",
  "wss through SOCKS",
  "ws, a slow consumer",
])("%s: the servers are what the trial takes them for", async (name) => {
  const folder = await mkdtemp(join(tmpdir(), "transports-"));
  const servers = await startServers(folder);
  try {
    const trial = GROUPS.flatMap((group) => Object.entries(group)).find(([own]) => own === name)?.[1];
    await trial?.(new TrialStage(servers.stage, name));
    expect(trial).toBeDefined();
  } finally {
    await servers.stop();
    await rm(folder, { recursive: true });
  }
});
