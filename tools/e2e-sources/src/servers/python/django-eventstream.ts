import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { SourceServer } from "../../source-server.ts";
import { missingPython, serversPython } from "../../toolchains/python.ts";
import { startApp, uvicorn } from "./apps/start-app.ts";

/**
 * Django-eventstream under uvicorn: 200, `text/event-stream`, 2 KiB of comment first. Its greeting, its keep-alives and the news that a history is
 * not there any more are events with empty data. Without an id a stream begins now.
 */
const definition: SourceDefinition = {
  url: "http://localhost:8000/events/{streamId}/",
  format: "sse",
  controlFrames: [
    { event: "stream-open", action: "ignore" },
    { event: "keep-alive", action: "ignore" },
    { event: "stream-reset", action: "ignore" },
  ],
};

export const server: SourceServer = {
  name: "django-eventstream",
  group: "python",
  replays: true,
  definition,
  missing: missingPython,
  prepare: serversPython,
  start: (place) =>
    startApp(
      {
        definition,
        runOn: uvicorn("django_events"),
        publishPath: (n) => `/publish/django-eventstream/${n}`,
      },
      place,
    ),
};
