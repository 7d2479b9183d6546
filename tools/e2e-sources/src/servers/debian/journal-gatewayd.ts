import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { missingCommand } from "../../processes/find-command.ts";
import { freePort } from "../../processes/free-port.ts";
import { listensOn } from "../../processes/is-up.ts";
import { placedAt } from "../../processes/placed-at.ts";
import { sendEvent } from "../../processes/send.ts";
import { startServerProcess } from "../../processes/server-process.ts";
import type { RunningServer, ServerPlace, SourceServer } from "../../source-server.ts";
import { valueIn } from "../number-at.ts";

/**
 * systemd-journal-gatewayd: a machine's journal, 200, `application/json` when asked for it, a line for each entry, nothing while there are
 * none. Without a range it begins with the oldest entry. It goes on by `Range: entries=CURSOR:1:`, one after the cursor; at the end of
 * the journal that is the entry at the cursor once more. The members of an entry come in another order each time, so an entry is known again by its
 * cursor, not by its text.
 */
const definition: SourceDefinition = {
  url: "http://localhost:19531/entries?follow",
  headers: { accept: "application/json" },
  format: "ndjson",
  eventId: "/__CURSOR",
  eventKey: "id",
  resume: "header:Range=entries={id}:1:",
};

const SYSTEMD = "/lib/systemd";
const BOOT = "6b32d951cc654a68a4741ded6f2f2141";
const REMEDY = "apt-get install systemd-journal-remote";

export const server: SourceServer = {
  name: "journal-gatewayd",
  group: "debian",
  replays: true,
  definition,
  missing: async () =>
    (await missingCommand("systemd-socket-activate", "apt-get install systemd")) ??
    (await missingCommand(`${SYSTEMD}/systemd-journal-gatewayd`, REMEDY)),
  start,
};

/** Entries come to the journal by systemd-journal-remote, which goes on when the gateway is killed. */
async function start({ folder, signal }: ServerPlace): Promise<RunningServer> {
  const journal = join(folder, "journal");
  await mkdir(journal, { recursive: true });
  const writerPort = await freePort();
  const writer = await startServerProcess({
    command: `${SYSTEMD}/systemd-journal-remote`,
    args: [
      ...[`--listen-http=127.0.0.1:${writerPort}`, "--split-mode=none"],
      `--output=${join(journal, "events.journal")}`,
    ],
    folder,
    isUp: () => listensOn(writerPort),
    signal,
  });
  const port = await freePort();
  const gateway = await startServerProcess({
    name: "systemd-journal-gatewayd",
    command: "systemd-socket-activate",
    args: ["-l", `127.0.0.1:${port}`, `${SYSTEMD}/systemd-journal-gatewayd`, "-D", journal],
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  return {
    source: placedAt(definition, port),
    async publish(n) {
      await sendEvent(n, `http://127.0.0.1:${writerPort}/upload`, {
        headers: { "content-type": "application/vnd.fdo.journal" },
        body: entry(n),
        signal,
      });
    },
    numberOf: (stored) => Number(valueIn(stored, "N")) || undefined,
    restart: () => gateway.restart(),
    async stop() {
      await gateway.stop();
      await writer.stop();
    },
  };
}

/** https://systemd.io/JOURNAL_EXPORT_FORMATS */
function entry(n: number): string {
  const fields = {
    __REALTIME_TIMESTAMP: Date.now() * 1_000,
    __MONOTONIC_TIMESTAMP: n,
    _BOOT_ID: BOOT,
    MESSAGE: `event ${n}`,
    N: n,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`);
  return `${lines.join("")}\n`;
}
