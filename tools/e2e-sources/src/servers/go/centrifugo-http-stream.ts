import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { CHANNEL, CONNECT, PLACES, READING } from "./centrifugo/connect.ts";
import { missingCentrifugo, prepareCentrifugo, startCentrifugo } from "./centrifugo/start-centrifugo.ts";

/** Centrifugo's `uni_http_stream`: a POST whose answer is lines of JSON, 200, `text/plain`. */
const definition: SourceDefinition = {
  url: "http://localhost:8000/connection/uni_http_stream",
  body: CONNECT,
  format: `ndjson:${PLACES}`,
  resume: [`body:/subs/${CHANNEL}/epoch={epoch}`, `body-json:/subs/${CHANNEL}/offset={offset}`],
  ...READING,
};

export const server: SourceServer = {
  name: "centrifugo-http-stream",
  group: "go",
  replays: true,
  definition,
  missing: missingCentrifugo,
  prepare: prepareCentrifugo,
  start: (place) => startCentrifugo(definition, place),
};
