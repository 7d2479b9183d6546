import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { missingPython, serversPython } from "../../toolchains/python.ts";
import { startApp, uvicorn } from "./apps/start-app.ts";

/**
 * FastAPI's events by sse-starlette, under uvicorn: 200, `text/event-stream`, a comment now and then. A killed one breaks a chunked body.
 */
const definition: SourceDefinition = {
  baseUrl: "http://localhost:8000",
  path: "events",
  format: "sse",
};

export const server: SourceServer = {
  name: "fastapi-uvicorn",
  group: "python",
  replays: true,
  definition,
  missing: missingPython,
  prepare: serversPython,
  start: (place) =>
    startApp(
      {
        definition,
        runOn: uvicorn("fastapi_events"),
        publishPath: (n) => `/publish/${n}`,
      },
      place,
    ),
};
