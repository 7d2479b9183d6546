import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { aboutConnection } from "./about-connection.ts";
import { compressor } from "./compressor.ts";
import { sendFlood } from "./flood.ts";
import type { Happenings } from "./happenings.ts";

const SSE = { "content-type": "text/event-stream" };
const LAST_RESUMED = 6;
const LONG_HEADER_BYTES = 32 * 1024;
const WRONG_BYTES = 64;

/** What servers share. */
export interface Shared {
  readonly happenings: Happenings;
  /** Kinds of tunnels by the port that they come from. */
  readonly tunnels: Map<number, string>;
  /** How many lines of a flood a socket has taken, by trial. */
  readonly sent: Map<string, number>;
}

/** A request, and whom it concerns. */
interface Asked extends Shared {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The name of the trial that asks. */
  readonly trial: string;
  readonly query: URLSearchParams;
}

/** Answers by the first part of the path; the second one names the trial. */
export function answer(request: IncomingMessage, response: ServerResponse, shared: Shared): void {
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
  const [route = "", trial = ""] = pathname.split("/").slice(1).map(decodeURIComponent);
  response.on("error", () => response.destroy());
  response.on("close", () => shared.happenings.tell(`${trial}: closed`));
  const answerOf = ANSWERS[route] ?? (() => response.writeHead(404).end());
  void answerOf({ request, response, trial, query, ...shared });
}

const ANSWERS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  hello: ({ request, response, tunnels }) =>
    response.end(`${JSON.stringify(aboutConnection(request, tunnels))}\n`),
  events: sendEvents,
  held: ({ response }) => response.write("held\n"),
  silent: () => undefined,
  flood: sendManyLines,
  body: sendBody,
  redirect: ({ response, query }) =>
    response.writeHead(Number(query.get("status")), { location: query.get("to") ?? "" }).end(),
  broken: breakOff,
  resume: sendResumed,
  together: sendTogether,
  headers: ({ response }) => response.writeHead(200, { "x-long": "x".repeat(LONG_HEADER_BYTES) }).end(),
  // What a trial says, and asks, about itself.
  go: ({ response, trial, happenings }) => {
    happenings.tell(`${trial}: go`);
    response.end();
  },
  wait: async ({ response, trial, query, happenings }) =>
    response.end(`${await happenings.wait(`${trial}: ${query.get("for")}`)}\n`),
  sent: ({ response, trial, sent }) => response.end(`${sent.get(trial) ?? 0}\n`),
};

/** The second event is sent when the trial has the first one. */
async function sendEvents({ response, trial, query, happenings }: Asked): Promise<void> {
  const coding = query.get("coding");
  const body = coding === null ? undefined : compressor(coding);
  response.writeHead(200, { ...SSE, ...(coding === null ? {} : { "content-encoding": coding }) });
  body?.pipe(response);
  (body ?? response).write("id: 1\ndata: first\n\n");
  body?.flush();
  await happenings.wait(`${trial}: go`);
  if (query.has("wrong")) response.end(Buffer.alloc(WRONG_BYTES, 0xff));
  else if (query.has("cut")) response.end();
  else (body ?? response).end("id: 2\ndata: second\n\n");
}

async function sendManyLines({ response, trial, query, sent }: Asked): Promise<void> {
  await sendFlood({
    lines: Number(query.get("lines")),
    send: async (line) => response.write(line) || once(response, "drain"),
    onSent: (lines) => sent.set(trial, lines),
  });
  response.end();
}

async function sendBody({ request, response }: Asked): Promise<void> {
  response.end(`${request.method} ${await text(request)}\n`);
}

/** When the trial has the first line, the connection ends as it is asked to. */
async function breakOff({ response, trial, query, happenings }: Asked): Promise<void> {
  const { socket } = response;
  const how = query.get("how");
  if (how === "malformed") {
    socket?.end("This is no HTTP\r\n\r\n");
    return;
  }
  if (query.has("unbounded")) socket?.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfirst\n");
  else response.write("first\n");
  await happenings.wait(`${trial}: go`);
  if (how === "reset") socket?.resetAndDestroy();
  else if (how === "http2") response.destroy(new Error("broken"));
  else socket?.end();
}

/** Two events after the last one that the trial has, and a part of the next; 204 after the last. */
function sendResumed({ request, response }: Asked): void {
  const after = Number(request.headers["last-event-id"] ?? 0);
  if (after >= LAST_RESUMED) {
    response.writeHead(204).end();
    return;
  }
  const event = (id: number) => `id: ${id}\ndata: event ${id}\n\n`;
  response.writeHead(200, SSE);
  response.write(`${event(after + 1)}${event(after + 2)}id: ${after + 3}\nda`, () => response.socket?.end());
}

/** Nobody is answered before all are there. */
async function sendTogether({ response, trial, query, happenings }: Asked): Promise<void> {
  if (happenings.count(trial) === Number(query.get("of"))) happenings.tell(`${trial}: all`);
  await happenings.wait(`${trial}: all`);
  response.write("first\n");
  response.end("second\n");
}
