import { createHandler } from "graphql-sse/lib/use/http";
import { graphqlSchema } from "./graphql-schema.ts";
import { serveLog } from "./serve-log.ts";

const over = new AbortController();
const handle = createHandler({ schema: graphqlSchema(() => log, over.signal) });

const { log } = serveLog(({ request, response }): unknown => {
  if (request.url !== "/end") return handle(request, response);
  over.abort();
  return response.writeHead(204).end();
});
