import { createSession } from "better-sse";
import { serveLog } from "./serve-log.ts";

const KEEP_ALIVE_MS = 300;

serveLog(async ({ request, response, gone }, log) => {
  const after = Number(request.headers["last-event-id"] ?? log.last);
  const session = await createSession(request, response, { keepAlive: KEEP_ALIVE_MS });
  for await (const event of log.after(after, gone)) session.push(event, "published", String(event.n));
});
