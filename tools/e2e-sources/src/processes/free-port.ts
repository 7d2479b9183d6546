import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: those could take a port while its server restarts. */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;

const given = new Set<number>();

/** A port of the loopback interface that nobody listens on, and that is given to nobody else in this run. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
