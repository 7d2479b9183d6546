import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** A WebSocket server of `ws`: a message subscribes, and says where to go on; pings of the application want an answer. */
const definition: SourceDefinition = {
  url: "ws://localhost:8080/events",
  messages: [{ type: "subscribe" }],
  format: "messages:json",
  eventId: "/n",
  resume: "message-json:0:/after={id}",
  controlFrames: [
    { pointer: "/type", value: "ping", action: "ignore", reply: '{"type":"pong"}' },
    { pointer: "/type", value: "subscribed", action: "ignore" },
  ],
};

export const server: SourceServer = {
  name: "ws",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "ws",
        script: new URL("./processes/ws-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("n"),
      },
      place,
    ),
};
