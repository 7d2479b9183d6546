import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { eventText } from "../data/events.ts";
import { recordedEvent } from "../data/recorded-events.ts";

/** Sends NDJSON events at a rate, each with the time at which it was written: `/?rate=1000&events=60000`, recorded ones with `&recorded`. */
const TICK_MS = 1;

process.once("disconnect", () => process.exit());
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://source");
  const textOf = searchParams.has("recorded") ? recordedText : eventText;
  send(response, textOf, {
    rate: Number(searchParams.get("rate")),
    events: Number(searchParams.get("events")),
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

function recordedText(number: number, sentAtMs: number): string {
  return recordedEvent(number, Math.trunc(sentAtMs)).toString("utf8");
}

function send(
  response: ServerResponse,
  textOf: (number: number, sentAtMs: number) => string,
  { rate, events }: { rate: number; events: number },
): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.socket?.setNoDelay(true);
  const startedAt = performance.now();
  let sent = 0;
  const ticking = setInterval(() => {
    const due = Math.min(events, Math.floor(((performance.now() - startedAt) / 1000) * rate));
    const now = performance.timeOrigin + performance.now();
    let text = "";
    for (; sent < due; sent += 1) text += `${textOf(sent, now)}\n`;
    if (text !== "") response.write(text);
    if (sent < events) return;
    clearInterval(ticking);
    response.end();
  }, TICK_MS);
  response.on("close", () => clearInterval(ticking));
}
