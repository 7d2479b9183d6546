import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

/** What every POST to an MCP server has. */
export const POST_HEADERS = {
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
};

/** How a session begins (revision 2025-11-25): two requests, of which the first is answered with the session's id. */
export const SESSION = {
  handshake: [
    {
      method: "POST",
      headers: POST_HEADERS,
      body: {
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "unbounded-streams", version: "1" },
        },
      },
    },
    { method: "POST", headers: POST_HEADERS, body: { jsonrpc: "2.0", method: "notifications/initialized" } },
  ],
  keepHeaders: ["mcp-session-id"],
} satisfies SourceDefinition;
