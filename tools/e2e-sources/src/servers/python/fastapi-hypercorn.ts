import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { missingPython, serversPython } from "../../toolchains/python.ts";
import { hypercorn, startApp } from "./apps/start-app.ts";

/**
 * The same under hypercorn, over HTTP/2 without TLS, which it takes from clients that know so beforehand. Over HTTP/1.1 it has no reason phrase.
 */
const definition: SourceDefinition = {
  baseUrl: "http://localhost:8000",
  path: "events",
  format: "sse",
  http2: "prior-knowledge",
};

export const server: SourceServer = {
  name: "fastapi-hypercorn",
  group: "python",
  replays: true,
  definition,
  missing: missingPython,
  prepare: serversPython,
  start: (place) =>
    startApp(
      {
        definition,
        runOn: hypercorn("fastapi_events"),
        publishPath: (n) => `/publish/${n}`,
      },
      place,
    ),
};
