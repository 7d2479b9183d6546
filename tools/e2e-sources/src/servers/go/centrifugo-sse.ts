import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { CHANNEL, CONNECT, PLACES, READING } from "./centrifugo/connect.ts";
import { missingCentrifugo, prepareCentrifugo, startCentrifugo } from "./centrifugo/start-centrifugo.ts";

/** Centrifugo's `uni_sse`: a POST too, 200, `text/event-stream`, without ids. Browsers, which cannot, put it into a parameter. */
const definition: SourceDefinition = {
  url: "http://localhost:8000/connection/uni_sse",
  body: CONNECT,
  format: `sse:${PLACES}`,
  resume: [`body:/subs/${CHANNEL}/epoch={epoch}`, `body-json:/subs/${CHANNEL}/offset={offset}`],
  ...READING,
};

export const server: SourceServer = {
  name: "centrifugo-sse",
  group: "go",
  replays: true,
  definition,
  missing: missingCentrifugo,
  prepare: prepareCentrifugo,
  start: (place) => startCentrifugo(definition, place),
};
