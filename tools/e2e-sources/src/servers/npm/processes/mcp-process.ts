import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  type EventStore,
  WebStandardStreamableHTTPServerTransport as Transport,
} from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { PublishedEvent } from "./published-log.ts";
import { serveLog } from "./serve-log.ts";

const KEEP_ALIVE_MS = 300;

/** The SDK's name of the stream that a GET opens. */
const STREAM = "_GET_stream";

/** Session ids, one a line: a session goes on after a kill. */
const SESSIONS_FILE = "sessions.txt";

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "restored", version: "1" } },
};

/** An event's number is its id, in whatever session: the log is the store of all. A stream begins with an id and no message. */
const eventStore: EventStore = {
  async storeEvent(_stream, message) {
    const { params } = message as Partial<ReturnType<typeof notificationOf>>;
    return String(params?.data.n ?? log.last);
  },
  async replayEventsAfter(lastEventId, { send }) {
    for (const event of log.known(Number(lastEventId))) {
      await send(String(event.n), { ...notificationOf(event), jsonrpc: "2.0" });
    }
    return STREAM;
  },
};

const sessions = new Map<string, Promise<Transport>>();

const { log } = serveLog(({ request, response }) =>
  answer(request, response).catch((error: Error) => response.destroy(error)),
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const transport = await transportOf(request.headers["mcp-session-id"]);
  if (transport === undefined) return void response.writeHead(404).end();
  const { status, headers, body } = await transport.handleRequest(await webRequest(request));
  response.writeHead(status, Object.fromEntries(headers)).flushHeaders();
  if (body === null) return void response.end();
  await pipeline(Readable.fromWeb(body), response).catch(() => undefined);
}

async function webRequest(request: IncomingMessage): Promise<Request> {
  const { method = "GET", headers } = request;
  const body = method === "POST" ? await text(request) : null;
  return new Request("http://localhost/", { method, headers: headers as Record<string, string>, body });
}

/** A new session for a request without one, undefined for one that was never there. */
async function transportOf(id: string | string[] | undefined): Promise<Transport | undefined> {
  if (id === undefined) return openSession(randomUUID());
  const known = sessions.get(String(id));
  if (known !== undefined) return known;
  const wasThere =
    existsSync(SESSIONS_FILE) && readFileSync(SESSIONS_FILE, "utf8").split("\n").includes(String(id));
  if (!wasThere) return undefined;
  const restored = restoredSession(String(id));
  sessions.set(String(id), restored);
  return restored;
}

async function openSession(id: string): Promise<Transport> {
  appendFileSync(SESSIONS_FILE, `${id}\n`);
  const session = connected(id);
  sessions.set(id, session);
  return session;
}

async function restoredSession(id: string): Promise<Transport> {
  const transport = await connected(id);
  const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const body = JSON.stringify(INITIALIZE);
  await transport.handleRequest(new Request("http://localhost/", { method: "POST", headers, body }));
  return transport;
}

async function connected(id: string): Promise<Transport> {
  const transport = new Transport({
    sessionIdGenerator: () => id,
    keepAliveMs: KEEP_ALIVE_MS,
    eventStore,
  });
  const capabilities = { logging: {}, tools: {} };
  const server = new Server({ name: "events", version: "1.0.0" }, { capabilities });
  server.setRequestHandler(CallToolRequestSchema, async (_request, { sendNotification, signal }) => {
    for await (const event of log.after(log.last, signal)) await sendNotification(notificationOf(event));
    return { content: [] };
  });
  await server.connect(transport);
  void notify(server);
  return transport;
}

async function notify(server: Server): Promise<void> {
  for await (const event of log.after(log.last, new AbortController().signal)) {
    await server.notification(notificationOf(event));
  }
}

function notificationOf(data: PublishedEvent) {
  return { method: "notifications/message", params: { level: "info", logger: "events", data } } as const;
}
