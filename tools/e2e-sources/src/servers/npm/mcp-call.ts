import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";
import { POST_HEADERS, SESSION } from "./mcp/session.ts";

/** What a tool of an MCP server tells while it runs: it is called by a POST, whose stream goes on by a GET without a body. */
const definition: SourceDefinition = {
  url: "http://localhost:8080/mcp",
  method: "POST",
  headers: POST_HEADERS,
  body: { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "watch", arguments: {} } },
  whenResuming: { method: "GET", body: null },
  format: "sse",
  controlFrames: [
    { pointer: "/result", exists: true, action: "end" },
    { pointer: "/error", exists: true, action: "failure" },
  ],
  ...SESSION,
};

export const server: SourceServer = {
  name: "mcp-call",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "mcp-call",
        script: new URL("./processes/mcp-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("params", "data", "n"),
      },
      place,
    ),
};
