import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as passed } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Started, start } from "./start.ts";

/** How long each relay is watched, in milliseconds. */
const WATCHED_MS = 25_000;

/** The most connections that may be made in that time. */
const MOST_CONNECTIONS = 12;

const HEADERS = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n";

/** A source that answers each request in its own way, and counts them. */
async function serve(answer: (socket: Socket) => void) {
  let requests = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      requests += 1;
      answer(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    requests: () => requests,
    close: () => server.close(),
  };
}

/** The local API of a relay, for its stream `s1`. */
async function apiOf({ narrated }: Started): Promise<(method: string) => Promise<Record<string, unknown>>> {
  const [, api = ""] = await narrated(/API: (\S+)\/connections\/s1/);
  return async (method) => {
    const response = await fetch(`${api}/connections/s1`, { method });
    return (await response.json()) as Record<string, unknown>;
  };
}

/** At once: a pause of the relay may be long. */
async function stop(started: Started): Promise<void> {
  const gone = once(started.child, "exit");
  started.child.kill("SIGKILL");
  await gone;
}

describe.concurrent("a relay whose every connection fails", () => {
  it("by headers of 64 KiB asks 12 times within 25 s at most, and the API says why", async () => {
    const source = await serve((socket) => socket.end(`${HEADERS}x-large: ${"h".repeat(64 * 1024)}\r\n\r\n`));
    const started = await start("--json", "--url", source.url, "--stream-id", "s1");
    const call = await apiOf(started);
    await passed(WATCHED_MS);
    expect(source.requests()).toBeGreaterThan(1);
    expect(source.requests()).toBeLessThanOrEqual(MOST_CONNECTIONS);
    const lease = await call("GET");
    expect(lease).toMatchObject({ status: "running", stored: 0, failingSince: expect.any(String) });
    expect(lease.lastError).toMatch(/^StreamHeadersTooLargeError: /);
    expect(lease.failures).toBeGreaterThan(1);
    await stop(started);
    source.close();
  });

  it("by a format that is not the source's is claimed 12 times at most, when nothing may be passed over", async () => {
    const source = await serve((socket) =>
      socket.write(`${HEADERS}\r\nevent: a\ndata: 1\n\nevent: b\ndata: 2\n\n`),
    );
    const started = await start("--json", "--url", source.url, "--stream-id", "s1", "--on-invalid", "fail");
    const call = await apiOf(started);
    await passed(WATCHED_MS);
    const { connections, lastError } = await call("GET");
    expect(connections).toBeGreaterThan(1);
    expect(connections).toBeLessThanOrEqual(MOST_CONNECTIONS);
    expect(lastError).toMatch(/^FrameInvalidError: /);
    await stop(started);
    source.close();
  });
});

describe.concurrent("what a person sees of a stream that cannot be read", () => {
  const relay = ["--stream-id", "s1", "--lifetime", "6", "--handover-lead", "2"];

  it("is why its connections fail, meanwhile and at the end, and no warning of Node.js", async () => {
    const source = await serve((socket) =>
      socket.end("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>Maintenance</html>"),
    );
    const { child, finished, printed } = await start("--url", source.url, ...relay);
    // While a connection is up, or on its way out, it stands in the line.
    await printed(/connected: none .*failures: (?:[4-9]|\d\d) .*last: .*text\/html/);
    child.kill("SIGINT");
    const { stdout, stderr } = await finished;
    source.close();
    expect(stdout).toMatch(
      /\nLast error \(failing since \d{4}-[^)]+\): StreamContentTypeError: .*text\/html/,
    );
    expect(stdout).not.toMatch(/connected: none .*no gap/);
    expect(stderr).not.toContain("Warning");
  });

  it("is how many dead letters there are, also those of invocations that were killed", async () => {
    const source = await serve((socket) => socket.write(`${HEADERS}\r\nno JSON\nnor this\n`));
    const { child, finished, printed } = await start("--url", source.url, ...relay, "--crash-rate", "1");
    await printed(/dead letters: [1-9]/);
    await printed(/failures: [1-9]/);
    child.kill("SIGINT");
    const { stdout } = await finished;
    source.close();
    expect(stdout).toMatch(/\nStopped: 0 events stored; .*, [1-9]\d* dead letters/);
    expect(stdout).toContain("connection (crashed)");
  });
});
