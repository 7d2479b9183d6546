import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { PublishedLog } from "./published-log.ts";

/** A request that is for the stream. */
export interface StreamRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** A server with a log of what was published. */
export interface LogServer {
  readonly log: PublishedLog;
  readonly server: Server;
}

/**
 * Serves a stream on the port of the command line; `POST /publish/{n}` adds to the log, which is in the file of the command line.
 *
 * @param handle answers all other requests
 */
export function serveLog(handle: (stream: StreamRequest, log: PublishedLog) => unknown): LogServer {
  const [port, file = ""] = process.argv.slice(2);
  const log = new PublishedLog(file);
  const server = createServer((request, response) => {
    const [, n] = /^\/publish\/(\d+)$/.exec(request.url ?? "") ?? [];
    if (n !== undefined) {
      log.add(Number(n));
      response.writeHead(204).end();
      return;
    }
    const client = new AbortController();
    response.once("close", () => client.abort());
    handle({ request, response, gone: client.signal }, log);
  });
  server.listen(Number(port), "127.0.0.1");
  return { log, server };
}
