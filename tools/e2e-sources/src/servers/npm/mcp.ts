import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceDefinition } from "../../source-definition.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";

const HEADERS = { accept: "application/json, text/event-stream", "content-type": "application/json" };

/**
 * What an MCP server notifies of (streamable HTTP, revision 2025-06-18): a session is initialized before the stream is asked for, and
 * its id goes with each request after.
 */
const definition: SourceDefinition = {
  url: "http://localhost:8080/mcp",
  format: "sse",
  handshake: [
    {
      method: "POST",
      headers: HEADERS,
      body: {
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-06-18",
          capabilities: {},
          clientInfo: { name: "unbounded-streams", version: "1" },
        },
      },
    },
    { method: "POST", headers: HEADERS, body: { jsonrpc: "2.0", method: "notifications/initialized" } },
  ],
  keepHeaders: ["mcp-session-id"],
};

export const server: SourceServer = {
  name: "mcp",
  group: "npm",
  replays: true,
  definition,
  missing: async () => undefined,
  start: (place) =>
    startNodeServer(
      {
        name: "mcp",
        script: new URL("./processes/mcp-process.ts", import.meta.url),
        definition,
        numberOf: numberAt("params", "data", "n"),
      },
      place,
    ),
};
