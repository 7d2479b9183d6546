import { afterEach, expect, it } from "vitest";
import { endOnEvent, followStream, sse } from "../../src/index.ts";
import { EVENT_COUNT, eventData } from "./better-sse-events.ts";
import { type ServerProcess, startProcess } from "./server-process.ts";

let server: ServerProcess;
afterEach(() => server?.kill());

it("a better-sse server that is killed three times gives every event once, by Last-Event-ID", async () => {
  server = await startProcess("better-sse-process.ts");
  const { port } = server;
  const kills = new Set(["40", "440", "840"]);
  const resumed: boolean[] = [];
  const stream = followStream({
    url: `http://127.0.0.1:${port}/`,
    format: sse(),
    endSignals: [endOnEvent("done")],
    policy: { baseDelayMs: 20 },
    onConnection: (event) => void (event.kind === "open" && resumed.push(event.attempt > 1)),
  });
  const ids: (string | undefined)[] = [];
  for await (const frame of stream) {
    ids.push(frame.id);
    const { number } = eventData(ids.length);
    expect(frame.json()).toEqual(eventData(number));
    expect(frame.event ?? "message").toBe(number % 2 === 0 ? "even" : "message");
    if (kills.delete(frame.id ?? "")) {
      await server.kill();
      server = await startProcess("better-sse-process.ts", port);
    }
  }
  expect(ids).toEqual(Array.from({ length: EVENT_COUNT }, (_, index) => String(index + 1)));
  expect(resumed).toEqual([false, true, true, true]);
  expect(stream.finish?.kind).toBe("ended");
  expect(stream.retryMs).toBe(15);
});
