import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { CHANNEL, CONNECT, PLACES, READING } from "./centrifugo/connect.ts";
import { missingCentrifugo, prepareCentrifugo, startCentrifugo } from "./centrifugo/start-centrifugo.ts";

/** Centrifugo's `uni_websocket`: the first message says what the body of the others does. */
const definition: SourceDefinition = {
  url: "ws://localhost:8000/connection/uni_websocket",
  messages: [CONNECT],
  format: `messages:json:${PLACES}`,
  resume: [`message:0:/subs/${CHANNEL}/epoch={epoch}`, `message-json:0:/subs/${CHANNEL}/offset={offset}`],
  ...READING,
};

export const server: SourceServer = {
  name: "centrifugo-websocket",
  group: "go",
  replays: true,
  definition,
  missing: missingCentrifugo,
  prepare: prepareCentrifugo,
  start: (place) => startCentrifugo(definition, place),
};
