import type { ServerPlace } from "../source-server.ts";
import { findCommand, missingCommand } from "./find-command.ts";
import { freePort } from "./free-port.ts";
import { listensOn } from "./is-up.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** A Redis in which servers keep what they have published, so that it outlives them. */
export interface Redis extends Pick<ServerProcess, "stop"> {
  readonly port: number;
}

/** What to say where there is no Redis; undefined where there is. */
export function missingRedis(): Promise<string | undefined> {
  return missingCommand("redis-server", "apt-get install redis-server");
}

/** Starts an empty Redis, in memory alone. */
export async function startRedis({ folder, signal }: ServerPlace): Promise<Redis> {
  const port = await freePort();
  const running = await startServerProcess({
    command: (await findCommand("redis-server")) ?? "redis-server",
    args: ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no"],
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  return { port, stop: () => running.stop() };
}
