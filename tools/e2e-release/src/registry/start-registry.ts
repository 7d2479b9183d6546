import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ConfigBuilder, runServer } from "verdaccio";

const OWN = "@unbounded-streams/*";

/** A registry that runs. */
export interface RunningRegistry {
  /** With the port that it was given. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a registry on the loopback interface in which anybody may publish this workspace's packages, and which has no others but
 * those of another registry.
 *
 * @param folder where it keeps what it has; its own
 * @param upstream the other registry
 */
export async function startRegistry(folder: string, upstream: string): Promise<RunningRegistry> {
  const config = ConfigBuilder.build({
    storage: join(folder, "storage"),
    uplinks: { upstream: { url: upstream, maxage: "1h", timeout: "60s", max_fails: 1_000 } },
    packages: {
      [OWN]: { access: "$all", publish: "$all" },
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "50mb",
    log: { type: "file", path: join(folder, "registry.log"), format: "json", level: "warn" },
  });
  const server: Server = await runServer({
    ...config.getConfig(),
    configPath: join(folder, "config.yaml"),
    self_path: folder,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
