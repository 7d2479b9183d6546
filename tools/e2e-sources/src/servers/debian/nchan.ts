import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { missingNchan, startNchan } from "./nchan/start-nchan.ts";

/**
 * Server-sent events of nchan: 200, `text/event-stream`, no length and not chunked, so a killed nginx looks like one that has closed. Its ids
 * are `TIME:NUMBER`, its pings are an event without data, which is none.
 */
const definition: SourceDefinition = {
  baseUrl: "http://localhost:8080",
  path: "sub",
  format: "sse",
};

export const server: SourceServer = {
  name: "nchan",
  group: "debian",
  replays: true,
  definition,
  missing: missingNchan,
  start: (place) => startNchan("nchan", definition, place),
};
