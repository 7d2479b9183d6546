import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { missingCommand } from "../../processes/find-command.ts";
import { send, sendEvent } from "../../processes/send.ts";
import { startServerProcess } from "../../processes/server-process.ts";
import type { RunningServer, ServerPlace, SourceServer } from "../../source-server.ts";
import { valueIn } from "../number-at.ts";

/**
 * Podman's events over its Unix socket: 200, `application/json`, a line for each, nothing while there are none; even the headers come with the
 * first event, so one is asked for that has always happened: `system`, which is none of ours. Time is its cursor, in whole seconds: what
 * happened within the second comes again, and is known again. Docker has the same at `/events`, with `since` too.
 */
const definition: SourceDefinition = {
  url: "http://podman/v4.0.0/libpod/events",
  socketPath: "/run/podman/podman.sock",
  query: { stream: true, filters: '{"type":["volume","system"],"event":["create","refresh"]}' },
  format: "ndjson",
  eventId: "/time",
  resume: "query:since={id}",
  resumeStart: "1",
  controlFrames: [{ pointer: "/Type", value: "system", action: "ignore" }],
};

const VOLUME = "event-";

export const server: SourceServer = {
  name: "podman",
  group: "debian",
  replays: true,
  definition,
  missing: () => missingCommand("podman", "apt-get install podman"),
  start,
};

/** By default, all of a machine's podmans share some thousand locks in memory, of which each volume would keep one for good. */
const OWN_LOCKS = '[engine]\nlock_type = "file"\n';

/** No containers: events are of volumes, which need nothing of the kernel. Its run folder may have 50 characters at most. */
async function start({ folder, signal }: ServerPlace): Promise<RunningServer> {
  const runFolder = await mkdtemp(join(tmpdir(), "podman-"));
  const socketPath = join(runFolder, "podman.sock");
  const config = join(folder, "containers.conf");
  await writeFile(config, OWN_LOCKS);
  const podman = await startServerProcess({
    command: "podman",
    args: [
      ...[
        "--root",
        join(folder, "root"),
        "--runroot",
        join(runFolder, "run"),
        "--tmpdir",
        join(folder, "tmp"),
      ],
      ...["--storage-driver", "vfs", "--events-backend", "file", "--cgroup-manager", "cgroupfs"],
      ...["system", "service", "--time=0", `unix://${socketPath}`],
    ],
    env: { CONTAINERS_CONF: config },
    folder,
    isUp: async () =>
      (await send("http://podman/_ping", { method: "GET", socketPath, signal })).status === 200,
    signal,
  });
  return {
    source: { ...definition, socketPath },
    async publish(n) {
      await sendEvent(n, "http://podman/v4.0.0/libpod/volumes/create", {
        socketPath,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ Name: `${VOLUME}${n}` }),
        signal,
      });
    },
    numberOf(stored) {
      const name = valueIn(stored, "Actor", "Attributes", "name");
      return typeof name === "string" ? Number(name.slice(VOLUME.length)) : undefined;
    },
    restart: () => podman.restart(),
    async stop() {
      await podman.stop();
      await rm(runFolder, { recursive: true, force: true });
    },
  };
}
