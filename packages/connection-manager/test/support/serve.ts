import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server of a test's own making. */
export interface Served {
  readonly url: string;
  /** Requests so far. */
  readonly requests: IncomingMessage[];
  close(): void;
}

/** Starts a server that answers every request, the first of which has the number 1, like this. */
export async function serve(
  answer: (response: ServerResponse, request: IncomingMessage, count: number) => void,
): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(response, request, requests.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
