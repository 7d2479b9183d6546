import type { IncomingMessage, ServerResponse } from "node:http";
import { serve, type TestServer } from "../../stream-server.ts";

/** What a server was asked: method, path, session, what it was to go on after. */
export interface AskedOfSession {
  readonly what: string;
  readonly session: string | undefined;
  readonly after: string | undefined;
}

export interface SessionServer extends TestServer {
  readonly asked: AskedOfSession[];
  /** Sessions that it knows. */
  readonly known: Set<string>;
  /** Whether it knows no session any more, not even one that it has just made. */
  amnesia: boolean;
}

/**
 * A source as MCP's streamable HTTP has it: a POST of `initialize` makes a session, whose id is in a header, `initialized` is
 * answered with 202, and a GET has the stream: two events a connection.
 */
export async function serveSessions(): Promise<SessionServer> {
  const asked: AskedOfSession[] = [];
  const known = new Set<string>();
  let made = 0;
  let sent = 0;
  const server = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const session = request.headers["mcp-session-id"]?.toString();
    asked.push({
      what: `${request.method} ${body || request.url}`,
      session,
      after: request.headers["last-event-id"]?.toString(),
    });
    if (body === "initialize") return initialized(response);
    if (session === undefined) return end(response, 400);
    if (!known.has(session)) return end(response, 404);
    if (body === "initialized") return end(response, 202);
    if (sent >= 6) return end(response, 204);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`id: ${++sent}\ndata: ${sent}\n\nid: ${++sent}\ndata: ${sent}\n\n`);
  });
  function initialized(response: ServerResponse): void {
    const id = `s3cret-session-${++made}`;
    if (!result.amnesia) known.add(id);
    response.writeHead(200, { "mcp-session-id": id, "content-type": "application/json" }).end("{}");
  }
  const result: SessionServer = { ...server, asked, known, amnesia: false };
  return result;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** The header of a request by name; undefined when it has none. */
export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name]?.toString();
}
