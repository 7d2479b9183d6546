import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { ServeError } from "../errors.ts";

/** A site that can be looked at. */
export interface ServedSite {
  readonly url: string;
  close(): Promise<void>;
}

/** What is served, and where. */
export interface ServeOptions {
  /** With the built site. */
  readonly folder: string;
  /** Where the site was built to be on its host, with a slash at both ends. */
  readonly base: string;
  /** 0 for a free one. */
  readonly port: number;
}

/**
 * Serves a built site to this machine alone.
 *
 * @throws {ServeError} when the port is taken, or may not be used
 */
export async function serveSite({ folder, base, port }: ServeOptions): Promise<ServedSite> {
  const notFound = readFileSync(join(folder, "404.html"));
  const files = sirv(folder, {
    onNoMatch: (_request, response) => {
      response.writeHead(404, { "content-type": "text/html; charset=utf-8" }).end(notFound);
    },
  });
  const server = createServer((request, response) => {
    const { url = "/" } = request;
    if (!url.startsWith(base)) {
      response.writeHead(302, { location: base }).end();
      return;
    }
    request.url = url.slice(base.length - 1);
    files(request, response);
  });
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    throw new ServeError(`the site is not served at port ${port}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${given}${base}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
