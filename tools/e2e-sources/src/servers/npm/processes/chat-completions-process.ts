import type { ServerResponse } from "node:http";
import { serveLog } from "./serve-log.ts";

const KEEP_ALIVE_MS = 300;

const open = new Set<ServerResponse>();

/** What an LLM says to whoever asks meanwhile; a second request is another answer, so that nothing is sent twice. */
serveLog(async ({ request, response, gone }, log) => {
  if (request.url === "/end") {
    for (const answer of open) answer.end("data: [DONE]\n\n");
    return void response.writeHead(204).end();
  }
  if (request.method !== "POST") return void response.writeHead(405).end();
  open.add(response);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
  const keepAlive = setInterval(() => response.write(": PROCESSING\n\n"), KEEP_ALIVE_MS);
  for await (const event of log.after(log.last, gone)) {
    response.write(`data: ${JSON.stringify(chunkOf(event))}\n\n`);
  }
  clearInterval(keepAlive);
  open.delete(response);
});

function chunkOf({ n, text }: { readonly n: number; readonly text: string }) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: n,
    choices: [{ index: 0, delta: { content: text }, finish_reason: null }],
  };
}
