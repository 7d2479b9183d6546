import type { IncomingMessage, ServerResponse } from "node:http";
import { serve, type TestServer } from "../stream-server.ts";

/** A source that knows its events by number, and goes on after any of them. */
export interface ReplayServer extends TestServer {
  /** What each request asked to go on after. */
  readonly asked: (string | undefined)[];
}

export interface ReplayOptions {
  readonly events: number;
  readonly format: "ndjson" | "sse";
  /** Bytes after which each connection is reset, one after the other; the last ones live until the end. */
  readonly killAfterBytes: readonly number[];
}

/** Serves events 1 to `events` after the one that the request names, and then says that the stream is over. */
export async function serveReplay({ events, format, killAfterBytes }: ReplayOptions): Promise<ReplayServer> {
  const asked: (string | undefined)[] = [];
  const kills = [...killAfterBytes];
  const server = await serve((request, response) => {
    const cursor = cursorOf(request);
    asked.push(cursor);
    const after = Number(cursor ?? 0);
    if (after >= events) {
      response.writeHead(204).end();
      return;
    }
    const numbers = Array.from({ length: events - after }, (_, index) => after + index + 1);
    const body = Buffer.from(numbers.map((number) => encode(number, format)).join(""));
    write(request, response, body, kills.shift());
  });
  return { ...server, asked };
}

function cursorOf(request: IncomingMessage): string | undefined {
  const url = new URL(request.url ?? "/", "http://localhost");
  const named = request.headers["last-event-id"] ?? request.headers["x-cursor"];
  return url.searchParams.get("since") ?? named?.toString().replace("after ", "");
}

/** Text of several bytes a character, so that a cut may fall within one. */
function encode(number: number, format: "ndjson" | "sse"): string {
  const data = JSON.stringify({ n: number, text: "é«🙂" });
  return format === "sse" ? `id: ${number}\ndata: ${data}\n\n` : `${data}\n`;
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  kill: number | undefined,
): void {
  if (kill === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, kill), () => setImmediate(() => request.socket.resetAndDestroy()));
  if (kill === 0) response.flushHeaders();
}
