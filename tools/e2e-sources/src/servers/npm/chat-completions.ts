import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

/** An answer of an LLM, as the chat completions of many providers stream it; a server of this tool that has no LLM behind it. */
const definition: SourceDefinition = {
  url: "http://localhost:8080/v1/chat/completions",
  method: "POST",
  headers: { "content-type": "application/json" },
  body: { model: "any", stream: true, messages: [{ role: "user", content: "Say it all." }] },
  format: "sse",
  resume: "none",
  endSignals: ["data:[DONE]"],
  controlFrames: [{ pointer: "/error", exists: true, action: "failure" }],
};

export const server: SourceServer = {
  name: "chat-completions",
  group: "npm",
  replays: false,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "chat-completions",
        script: new URL("./processes/chat-completions-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("created"),
        ends: true,
      },
      place,
    ),
};
