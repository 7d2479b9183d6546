import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** Sessions of `better-sse` over a history that they go on in by `Last-Event-ID`. */
const definition: SourceDefinition = {
  baseUrl: "http://localhost:8080",
  path: "channels",
  format: "sse",
};

export const server: SourceServer = {
  name: "better-sse",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "better-sse",
        script: new URL("./processes/better-sse-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("n"),
      },
      place,
    ),
};
