import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { startNodeServer } from "../../processes/node-server.ts";
import type { SourceServer } from "../../source-server.ts";
import { numberAt } from "../number-at.ts";
import { SESSION } from "./mcp/session.ts";

/** What an MCP server notifies of, over streamable HTTP: a GET in a session, which is opened before and whose id goes with each request. */
const definition: SourceDefinition = {
  url: "http://localhost:8080/mcp",
  format: "sse",
  ...SESSION,
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
