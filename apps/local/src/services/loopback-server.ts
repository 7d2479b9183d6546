import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { ServiceStartError } from "../errors.ts";
import { forLoopbackOnly } from "./loopback-only.ts";

/** A server that programs of this machine alone can reach. */
export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves on the loopback interface.
 *
 * @param name as it stands in messages
 * @param port 0 for a free one
 * @throws ServiceStartError when the port is taken
 */
export async function serveOnLoopback(
  name: string,
  port: number,
  listener: RequestListener,
): Promise<LoopbackServer> {
  const server = createServer(forLoopbackOnly(listener));
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((error: Error) => {
    throw new ServiceStartError(name, error.message);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
