import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that resets connections amid their responses. */
export interface CuttingProxy {
  readonly url: string;
  /** The target of each request that came, in order. */
  readonly targets: string[];
  /** Resolves when the response in hand has this many bytes more than now. */
  relayed(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Relays to a port of this machine.
 *
 * @param cuts bytes of response, headers included, after which each connection is reset, one after the other; those
 *   after the last are let be
 */
export async function startCuttingProxy(port: number, cuts: readonly number[]): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const targets: string[] = [];
  const left = [...cuts];
  let bytesRelayed = 0;
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    let allowed = left.shift() ?? Number.POSITIVE_INFINITY;
    const reset = () => [client, upstream].forEach((socket) => void socket.resetAndDestroy());
    for (const socket of [client, upstream]) sockets.add(socket.on("error", reset).on("close", reset));
    client.once("data", (head) => void targets.push(head.toString("latin1").split(" ", 2)[1] ?? ""));
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      client.write(chunk.subarray(0, allowed));
      allowed -= chunk.length;
      bytesRelayed += chunk.length;
      server.emit("relayed");
      if (allowed <= 0) setImmediate(reset);
    });
    upstream.on("end", () => client.end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    async relayed(bytes) {
      const wanted = bytesRelayed + bytes;
      while (bytesRelayed < wanted) await once(server, "relayed");
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
