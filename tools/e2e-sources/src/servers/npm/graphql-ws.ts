import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** A GraphQL subscription over WebSocket, by the protocol of `graphql-ws`: it may only be sent when the connection is acknowledged. */
const definition: SourceDefinition = {
  url: "ws://localhost:8080/graphql",
  protocols: ["graphql-transport-ws"],
  messages: [
    { type: "connection_init" },
    {
      id: "1",
      type: "subscribe",
      payload: { query: "subscription ($after: Int) { events(after: $after) { n text } }", variables: {} },
    },
  ],
  format: "messages:json",
  eventId: "/payload/data/events/n",
  resume: "message-json:1:/payload/variables/after={id}",
  controlFrames: [
    { pointer: "/type", value: "connection_ack", action: "ignore", reply: 1 },
    { pointer: "/type", value: "ping", action: "ignore", reply: '{"type":"pong"}' },
    { pointer: "/type", value: "complete", action: "end" },
    { pointer: "/type", value: "error", action: "failure" },
    { pointer: "/payload/errors", exists: true, action: "failure" },
  ],
};

export const server: SourceServer = {
  name: "graphql-ws",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "graphql-ws",
        script: new URL("./processes/graphql-ws-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("payload", "data", "events", "n"),
        ends: true,
      },
      place,
    ),
};
