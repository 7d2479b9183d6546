import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { authorize } from "./authorization.ts";
import { createStamp } from "./clock.ts";
import { forgetStream, serveDefaultFaults, serveStreamFaults, serveTruth, setFaults } from "./control-api.ts";
import { ListenError } from "./errors.ts";
import { parseTemplates } from "./event-factory.ts";
import type { Exchange } from "./exchange.ts";
import { type FaultsInput, readFaults } from "./fault-spec.ts";
import { sendError, sendJson } from "./http-json.ts";
import { resolveSettings, type SourceSettings, type StreamSourceOptions } from "./options.ts";
import { Registry } from "./registry.ts";
import { checkStreamId, parseRoute, type Resource } from "./routes.ts";
import { serveStream } from "./stream-request.ts";
import { randomRunId, systemClock } from "./system.ts";
import { type StreamTruth, snapshotTruth } from "./truth.ts";
import { type Upgrade, upgradeOf } from "./upgrade.ts";

const RECORDING = new URL("../data/recentchange.ndjson", import.meta.url);

/** A running source. */
export interface StreamSource {
  /** Such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What to give as `seed` for the same random choices. */
  readonly seed: number;
  /** URL of a stream. */
  streamUrl(streamId: string): string;
  /**
   * What `GET /streams/{id}/truth` answers; undefined for a stream that is not known.
   *
   * @param sinceSeq leaves out the events up to this one. Default 0
   */
  truth(streamId: string, sinceSeq?: number): StreamTruth | undefined;
  /**
   * Sets the faults of a stream, as `PUT /streams/{id}/faults` does.
   *
   * @param apply `now`: they strike open connections, too. Default `next`: connections made from now on
   * @throws InvalidFaultError, InvalidRequestError (stream id), TooManyStreamsError
   */
  setFaults(streamId: string, faults: FaultsInput, apply?: "next" | "now"): void;
  /** Ends all connections without the end signal, and stops listening. A second call does nothing more. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a source of streams on a port of its own.
 *
 * @throws InvalidOptionError, InvalidFaultError which say what is allowed
 * @throws ListenError when the address is taken or not of this machine
 */
export async function startStreamSource(options: StreamSourceOptions = {}): Promise<StreamSource> {
  const settings = resolveSettings(options);
  const registry = new Registry({
    settings,
    stamp: createStamp(settings.clock),
    templates: parseTemplates(await readFile(RECORDING, "utf8")),
    createRunId: randomRunId,
  });
  const server = createServer((request, response) => {
    response.once("close", () => {
      if (!server.listening) server.closeIdleConnections();
    });
    serve(registry, settings, request, response).catch((error: unknown) => sendError(response, error));
  });
  const upgraded = new Set<Socket>();
  server.on("upgrade", (request, duplex, head) => {
    const socket = duplex as Socket;
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    serveUpgrade(registry, settings, request, { socket, head });
  });
  server.maxConnections = settings.limits.maxSockets;
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= shutDown(server, registry, settings, upgraded);
    return closing;
  };
  return {
    url,
    port,
    seed: settings.seed,
    streamUrl: (streamId) => `${url}/streams/${encodeURIComponent(checkStreamId(streamId))}`,
    truth(streamId, sinceSeq = 0) {
      const stream = registry.find(streamId);
      stream?.catchUp();
      return stream === undefined ? undefined : snapshotTruth(stream, sinceSeq);
    },
    setFaults(streamId, faults, apply = "next") {
      const checked = readFaults(faults, settings.limits.maxFaults);
      setFaults(registry.obtain(checkStreamId(streamId)), checked, apply);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function serve(
  registry: Registry,
  settings: SourceSettings,
  request: IncomingMessage,
  response: ServerResponse,
  upgrade?: Upgrade,
): Promise<void> {
  const route = parseRoute(request.method ?? "GET", request.url ?? "/");
  if (route.resource !== "health") authorize(request.headers.authorization, settings.key);
  await RESOURCES[route.resource]({ registry, settings, route, request, response, upgrade });
}

/** Serves a request for a WebSocket: what does not come to one is answered as any other request, and then the socket ends. */
function serveUpgrade(
  registry: Registry,
  settings: SourceSettings,
  request: IncomingMessage,
  { socket, head }: { socket: Socket; head: Buffer },
): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => socket.end());
  socket.on("error", () => socket.destroy());
  const { accept } = upgradeOf(request, socket, head);
  const upgrade: Upgrade = {
    socket,
    accept(headers) {
      response.detachSocket(socket);
      return accept(headers);
    },
  };
  serve(registry, settings, request, response, isWebSocketRequest(request) ? upgrade : undefined).catch(
    (error: unknown) => sendError(response, error),
  );
}

function isWebSocketRequest({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket" && headers["sec-websocket-key"] !== undefined;
}

/** What serves each resource. */
const RESOURCES: Readonly<Record<Resource, (exchange: Exchange) => void | Promise<void>>> = {
  health: ({ response }) => sendJson(response, 200, { status: "ok" }),
  streams: ({ registry, response }) => sendJson(response, 200, { streams: registry.summaries() }),
  stream: (exchange) => (exchange.route.method === "DELETE" ? forgetStream(exchange) : serveStream(exchange)),
  truth: serveTruth,
  "stream-faults": serveStreamFaults,
  "default-faults": serveDefaultFaults,
};

async function listen(server: Server, { host, port }: SourceSettings): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new ListenError(host, port, cause);
  }
}

/** Lets the ends of the responses leave, and cuts off after a while those who do not read them. */
async function shutDown(
  server: Server,
  registry: Registry,
  { limits }: SourceSettings,
  upgraded: ReadonlySet<Socket>,
): Promise<void> {
  const closed = once(server, "close");
  server.close();
  registry.shutDown();
  const cancel = systemClock.schedule(systemClock.now() + limits.shutdownGraceMs, () => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  });
  await closed;
  cancel();
}
