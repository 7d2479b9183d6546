import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  concatenatedJson,
  endOnJson,
  endWhen,
  type FollowStreamOptions,
  type Frame,
  followStream,
  ndjson,
} from "../../src/index.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";
import { type ServerProcess, startProcess } from "./server-process.ts";

interface Change {
  id: string;
  seq: number;
  doc: { text: string };
}

const HEARTBEAT_MS = 20;

let server: ServerProcess;
let proxy: CuttingProxy;
beforeEach(async () => {
  server = await startProcess("pouchdb-process.ts");
  await request("PUT", "");
});
afterEach(async () => {
  await proxy?.close();
  await server.kill();
});

async function request(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${server.port}/db${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

/** Writes documents, one after the other, so that their order is known. */
async function put(ids: readonly string[]): Promise<void> {
  for (const id of ids) await request("PUT", `/${id}`, { text: `é🙂 ${id}` });
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `doc-${from + index}`);

const changeOf = (frame: Frame) => frame.json() as Change;

/** The changes of a feed that is not continuous, which is one JSON text. */
const pageOf = (frame: Frame) => (frame.json() as { results: Change[] }).results;

function follow(options: Partial<FollowStreamOptions> = {}) {
  return followStream({
    url: `${proxy.url}/db/_changes`,
    query: { feed: "continuous", heartbeat: String(HEARTBEAT_MS), include_docs: "true" },
    format: ndjson(),
    cursorOf: "/seq",
    resume: { in: "query", name: "since", template: "{id}" },
    endSignals: [endOnJson("/id", "end")],
    policy: { baseDelayMs: 5 },
    ...options,
  });
}

const sinceOf = (target: string) => new URL(target, "http://localhost").searchParams.get("since");

describe("PouchDB's continuous feed of changes", () => {
  it("gives every change once over connections that are cut anywhere, old changes and new ones", async () => {
    proxy = await startCuttingProxy(server.port, [0, 150, 400, 401, 1_000, 1_777, 2_500]);
    await put(names(1, 40));
    const stream = follow();
    const changes: Change[] = [];
    for await (const frame of stream) {
      changes.push(changeOf(frame));
      if (changeOf(frame).id === "doc-40") await put([...names(41, 50), "end"]);
    }
    expect(changes.map(({ id }) => id)).toEqual(names(1, 50));
    expect(changes.map(({ doc }) => doc.text)).toEqual(names(1, 50).map((id) => `é🙂 ${id}`));
    expect(stream.totals).toMatchObject({ connections: 8, cursorsForgotten: 0 });
    expect(stream.totals.truncatedRecords).toBeGreaterThan(0);
    const asked = proxy.targets.map((target) => Number(sinceOf(target)));
    expect(asked).toEqual(asked.toSorted((one, other) => one - other));
    expect(asked.at(-1)).toBeGreaterThan(0);
    expect(stream.finish).toMatchObject({ kind: "ended" });
  });

  it("takes heartbeats for signs of life, not for frames", async () => {
    proxy = await startCuttingProxy(server.port, []);
    await put(names(1, 3));
    const ids: string[] = [];
    for await (const frame of follow()) {
      ids.push(changeOf(frame).id);
      if (ids.length < 3) continue;
      const fiveHeartbeats = 5 * "1\r\n\n\r\n".length;
      await proxy.relayed(fiveHeartbeats);
      await put(["end"]);
    }
    expect(ids).toEqual(names(1, 3));
    expect(proxy.targets).toHaveLength(1);
  });

  it("acknowledged by hand, gives what was not acknowledged again, and loses nothing", async () => {
    proxy = await startCuttingProxy(server.port, [1_200, 1_900, 2_600]);
    await put([...names(1, 40), "end"]);
    const stream = follow({ acknowledge: "manual" });
    const seen = new Map<string, number>();
    for await (const frame of stream) {
      const { id } = changeOf(frame);
      seen.set(id, (seen.get(id) ?? 0) + 1);
      if (seen.size % 4 === 0) stream.acknowledge(frame);
    }
    expect([...seen.keys()]).toEqual(names(1, 40));
    expect(Math.max(...seen.values())).toBeGreaterThan(1);
    expect(proxy.targets.slice(1).map(sinceOf)).not.toContain(null);
  });
});

describe("PouchDB's feed of changes in pages", () => {
  it("is one stream too: each page is a JSON text, its last_seq is where the next one begins", async () => {
    proxy = await startCuttingProxy(server.port, [300, 500, 2_000, 350]);
    await put(names(1, 23));
    const stream = follow({
      query: { limit: "5" },
      format: concatenatedJson(),
      cursorOf: "/last_seq",
      endSignals: [endWhen("an empty page", (frame) => pageOf(frame).length === 0)],
    });
    const ids: string[] = [];
    for await (const frame of stream) ids.push(...pageOf(frame).map(({ id }) => id));
    expect(ids).toEqual(names(1, 23));
    expect(stream.cursor).toBe("23");
    expect(stream.finish).toMatchObject({ kind: "ended" });
  });
});
