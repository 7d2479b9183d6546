import { initTRPC, tracked } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import type { PublishedLog } from "./published-log.ts";
import { serveLog } from "./serve-log.ts";

const PING_MS = 300;

const { procedure, router } = initTRPC
  .context<{ log: PublishedLog }>()
  .create({ sse: { ping: { enabled: true, intervalMs: PING_MS } } });

const events = procedure.input(lastEventId).subscription(async function* ({ ctx, input, signal }) {
  const after = input === undefined ? ctx.log.last : Number(input);
  for await (const event of ctx.log.after(after, signal ?? AbortSignal.abort())) {
    yield tracked(String(event.n), event);
  }
});

/** The id from which a client goes on, as tRPC takes it from the request's header `Last-Event-ID`. */
function lastEventId(input: unknown): string | undefined {
  return (input as { lastEventId?: string } | undefined)?.lastEventId;
}

const { log } = serveLog(({ request, response }) => handle(request, response));

const handle = createHTTPHandler({
  router: router({ events }),
  basePath: "/trpc/",
  createContext: () => ({ log }),
});
