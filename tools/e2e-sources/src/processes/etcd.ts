import type { ServerPlace } from "../source-server.ts";
import { findCommand, missingCommand } from "./find-command.ts";
import { freePort } from "./free-port.ts";
import { answers } from "./is-up.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** An etcd of one member. */
export interface Etcd extends Pick<ServerProcess, "restart" | "stop"> {
  readonly port: number;
}

/** What to say where there is no etcd; undefined where there is. */
export function missingEtcd(): Promise<string | undefined> {
  return missingCommand("etcd", "apt-get install etcd-server");
}

/** Starts an empty etcd. */
export async function startEtcd({ folder, signal }: ServerPlace): Promise<Etcd> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const peerUrl = `http://127.0.0.1:${await freePort()}`;
  const etcd = await startServerProcess({
    command: (await findCommand("etcd")) ?? "etcd",
    args: [
      ...["--data-dir", "etcd-data", "--listen-client-urls", url, "--advertise-client-urls", url],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ...["--initial-cluster", `default=${peerUrl}`],
    ],
    folder,
    isUp: () => answers(`${url}/health`),
    signal,
  });
  return { port, restart: () => etcd.restart(), stop: () => etcd.stop() };
}
