import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findCommand, missingCommand } from "../../../processes/find-command.ts";
import { freePort } from "../../../processes/free-port.ts";
import { listensOn } from "../../../processes/is-up.ts";
import { placedAt } from "../../../processes/placed-at.ts";
import { startServerProcess } from "../../../processes/server-process.ts";
import type { RunningServer, ServerPlace, SourceServer } from "../../../source-server.ts";

/** The ports of a proxy. */
export interface ProxyPorts {
  /** Where it listens. */
  readonly port: number;
  /** Where the server behind it listens. */
  readonly serverPort: number;
}

/** A proxy that is one command with one file. */
export interface ProxyServer {
  /** Its command and Debian's package. */
  readonly command: string;
  readonly args: readonly string[];
  readonly configFile: string;
  config(ports: ProxyPorts): string;
}

/** The same server behind a proxy. It is the server behind that is killed: the proxy stays, and says so in its way. */
export function behindProxy(name: string, server: SourceServer, proxy: ProxyServer): SourceServer {
  return {
    name,
    group: "debian",
    replays: server.replays,
    definition: server.definition,
    missing: () => missingCommand(proxy.command, `apt-get install ${proxy.command}`),
    async start(place) {
      const behind = await server.start(place);
      try {
        return await inFront(proxy, behind, place);
      } catch (error) {
        await behind.stop();
        throw error;
      }
    },
  };
}

async function inFront(
  proxy: ProxyServer,
  behind: RunningServer,
  place: ServerPlace,
): Promise<RunningServer> {
  const { folder, signal } = place;
  const port = await freePort();
  const serverPort = Number(new URL(behind.source.baseUrl ?? behind.source.url ?? "").port);
  await writeFile(join(folder, proxy.configFile), proxy.config({ port, serverPort }));
  const running = await startServerProcess({
    command: (await findCommand(proxy.command)) ?? proxy.command,
    args: proxy.args,
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  return {
    ...behind,
    source: placedAt(behind.source, port),
    async stop() {
      await running.stop();
      await behind.stop();
    },
  };
}
