import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkedStreamId, StreamIdError } from "@unbounded-streams/connection-manager";

/** What `POST /connections/{streamId}` answers, as API Gateway passes it on from Step Functions. */
export interface StartedExecution {
  readonly executionArn: string;
  /** Epoch seconds. */
  readonly startDate: number;
}

/** The local API. */
export interface ConnectionsApi {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `POST /connections/{streamId}` on a free port: starts an execution whose input is the request as API Gateway's
 * Lambda proxy template shapes it. Errors are JSON with a `code`.
 */
export async function serveConnectionsApi(
  start: (input: Record<string, unknown>) => StartedExecution,
): Promise<ConnectionsApi> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const [, encodedId] = /^\/connections\/([^/]+)$/.exec(path) ?? [];
    if (encodedId === undefined)
      return answer(response, 404, errorBody("NOT_FOUND", "use POST /connections/{streamId}"));
    if (request.method !== "POST") return answer(response, 405, errorBody("METHOD_NOT_ALLOWED", "use POST"));
    try {
      const streamId = checkedStreamId(decoded(encodedId));
      answer(response, 200, start(proxyInput(path, streamId)));
    } catch (error) {
      if (!(error instanceof StreamIdError)) throw error;
      answer(response, 400, errorBody(error.code, error.message));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

function proxyInput(path: string, streamId: string): Record<string, unknown> {
  return {
    resource: "/connections/{streamId}",
    path,
    httpMethod: "POST",
    headers: {},
    queryStringParameters: null,
    pathParameters: { streamId },
    body: null,
    isBase64Encoded: false,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Malformed percent-encoding cannot be an id; as it stands, it is refused with the rule for ids.
    return text;
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

function errorBody(code: string, message: string) {
  return { error: { code, message } };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
