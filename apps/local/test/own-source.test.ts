import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { startStreamSource } from "@unbounded-streams/stream-source";
import { describe, expect, it } from "vitest";
import { run } from "./start.ts";

/** The next connection comes after 3 seconds, and has as long again to be up, on a busy machine, too. */
const RELAY = ["--json", "--lifetime", "8", "--handover-lead", "5"];
const EVENTS = 120;
const INTERVAL_MS = 100;

/** Sends numbered events from this one on, a keep-alive after each, and the end; all over again to everybody who asks. */
function watch(response: ServerResponse, from: number): void {
  let n = from;
  const timer = setInterval(() => {
    if (n > EVENTS) {
      clearInterval(timer);
      response.end('{"type":"end"}\n');
      return;
    }
    response.write(`{"rev":${n}}\n{"type":"ping","rev":${n}}\n`);
    n += 1;
  }, INTERVAL_MS);
  response.on("close", () => clearInterval(timer));
}

describe.concurrent("a source of one's own", () => {
  it("is asked by POST over a Unix socket, goes on by its body, and its keep-alives are no events", async () => {
    const folder = await mkdtemp(join(tmpdir(), "own-source-"));
    const asked: unknown[] = [];
    const server = createServer(async (request: IncomingMessage, response) => {
      const body = (await json(request)) as { watch: { stream: string; from?: number } };
      asked.push([request.method, request.url, request.headers.cookie, body]);
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      watch(response, body.watch.from ?? 1);
    });
    server.listen(join(folder, "watch.sock"));
    await once(server, "listening");
    const config = join(folder, "source.json");
    const definition = {
      ...{ url: "http://localhost/watch", socketPath: "watch.sock", format: "ndjson", eventId: "/rev" },
      body: { watch: { stream: "{streamId}" } },
      resume: "body-json:/watch/from={id+1}",
      controlFrames: [{ pointer: "/type", value: "ping", action: "ignore" }],
      endSignals: ["json:/type=end"],
    };
    await writeFile(config, JSON.stringify({ sources: { mine: definition } }));
    const finished = await run(
      ...[...RELAY, "--config", config, "--source", "mine", "--stream-id", "s1"],
      ...["--header", "cookie: a=b", "--query", "v=2"],
    );
    server.closeAllConnections();
    server.close();
    const { code, report, stderr } = finished;
    expect(code, stderr).toBe(0);
    expect(report.events).toMatchObject({ stored: EVENTS, deadLettered: 0, cursorless: 0 });
    expect(report.connections.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]).toEqual(["POST", "/watch?v=2", "a=b", { watch: { stream: "s1" } }]);
    expect(asked.at(-1)).toMatchObject({ 3: { watch: { stream: "s1", from: expect.any(Number) } } });
  });

  it("is read over HTTP/2 without TLS where it has only that", async () => {
    const server = createHttp2Server((request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`data: ${request.httpVersion}\n\nevent: end\ndata\n\n`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, report, stderr } = await run(
      ...[
        ...RELAY,
        "--url",
        `http://127.0.0.1:${port}/`,
        "--http2",
        "prior-knowledge",
        "--end-signal",
        "event:end",
      ],
    );
    server.close();
    expect(code, stderr).toBe(0);
    expect(report.events.stored).toBe(1);
  });

  it("is a WebSocket, whose subscription says where it goes on", async () => {
    const source = await startStreamSource({
      key: "k",
      events: 500,
      rate: 40,
      format: "ndjson",
      resume: true,
    });
    const url = `${source.streamUrl("s1").replace("http", "ws")}?subscribe`;
    const { code, report, stderr } = await run(
      ...[...RELAY, "--url", url, "--header", "authorization: Bearer k"],
      ...["--message", '{"since":0}', "--event-id", "/seq", "--resume", "message-json:0:/since"],
      ...["--end-signal", "json:/type=end-of-stream"],
    );
    await source.close();
    expect(code, stderr).toBe(0);
    expect(report.events).toMatchObject({ stored: 500, deadLettered: 0 });
    expect(report.connections.length).toBeGreaterThanOrEqual(3);
  });
});
