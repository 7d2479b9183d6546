import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** A subscription of tRPC over server-sent events. Its `tracked` events have ids; `connected` and `ping` are no events. */
const definition: SourceDefinition = {
  url: "http://localhost:8080/trpc/events",
  format: "sse",
  endSignals: ["event:return"],
  controlFrames: [
    { event: "connected", action: "ignore" },
    { event: "ping", action: "ignore" },
    { event: "serialized-error", action: "failure" },
  ],
};

export const server: SourceServer = {
  name: "trpc",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "trpc",
        script: new URL("./processes/trpc-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("n"),
      },
      place,
    ),
};
