import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** A GraphQL subscription over server-sent events, in its "distinct connections mode": where it goes on is one of its variables. */
const definition: SourceDefinition = {
  url: "http://localhost:8080/graphql",
  method: "POST",
  headers: { "content-type": "application/json" },
  body: {
    query: "subscription ($after: Int) { events(after: $after) { n text } }",
    variables: {},
  },
  format: "sse",
  eventId: "/data/events/n",
  resume: "body-json:/variables/after={id}",
  endSignals: ["event:complete"],
  controlFrames: [{ event: "next", pointer: "/errors", exists: true, action: "failure" }],
};

export const server: SourceServer = {
  name: "graphql-sse",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "graphql-sse",
        script: new URL("./processes/graphql-sse-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("data", "events", "n"),
        ends: true,
      },
      place,
    ),
};
