import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { missingNchan, startNchan } from "./nchan/start-nchan.ts";

/**
 * The same as `multipart/mixed`, when asked for it: each message is a part, and says in two headers of its own where the stream goes on, `Last-Modified`
 * and `Etag`; a request sends them back in `If-Modified-Since` and `If-None-Match`. The boundary differs per connection, and has a `/` without
 * quotes around it now and then. 403 when nothing is asked for. No pings.
 */
const definition: SourceDefinition = {
  baseUrl: "http://localhost:8080",
  path: "sub",
  headers: { accept: "multipart/mixed" },
  format: "multipart",
  eventId: { modified: "header:last-modified", tag: "header:etag" },
  eventKey: "id",
  resume: ["header:If-Modified-Since={modified}", "header:If-None-Match={tag}"],
};

export const server: SourceServer = {
  name: "nchan-multipart",
  group: "debian",
  replays: true,
  definition,
  missing: missingNchan,
  start: (place) => startNchan("nchan-multipart", definition, place),
};
