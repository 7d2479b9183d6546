import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { graphqlSchema } from "./graphql-schema.ts";
import { serveLog } from "./serve-log.ts";

const KEEP_ALIVE_MS = 300;

const over = new AbortController();

const { log, server } = serveLog(({ request, response }) => {
  if (request.url !== "/end") return response.writeHead(426).end();
  over.abort();
  return response.writeHead(204).end();
});

useServer(
  { schema: graphqlSchema(() => log, over.signal) },
  new WebSocketServer({ server, path: "/graphql" }),
  KEEP_ALIVE_MS,
);
