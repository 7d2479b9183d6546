import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { KEEP_ALIVE_MS, MAX_BEHIND_MS } from "../../src/limits.ts";
import { LiveCollection } from "../../src/live/live-collection.ts";
import { streamTopics } from "../../src/server/event-stream.ts";
import { realSystem } from "../../src/system.ts";
import { openSite } from "../support/site.ts";

/** More than the kernel takes for somebody who does not read. */
const LARGE = "x".repeat(16_000_000);

const cleanup: (() => unknown)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const step of cleanup.splice(0).toReversed()) await step();
});

/** A collection of one large entry, each look at which finds another one, as soon as a test lets it. */
function growing() {
  let looks = 0;
  let next = Promise.withResolvers<void>();
  const collection = new LiveCollection<string>({
    pauseMs: 0,
    system: { ...realSystem, pause: async () => undefined },
    async read() {
      await next.promise;
      next = Promise.withResolvers();
      looks += 1;
      return new Map([["large", `${looks} ${LARGE}`]]);
    },
  });
  return { collection, look: () => next.resolve() };
}

/** A server that tells of a collection, and a page that has asked for it and does not read. */
async function unread(collection: LiveCollection<string>): Promise<{ server: Server; page: Socket }> {
  const server = createServer((request, response) =>
    streamTopics(request, response, [collection], undefined),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const page = connect((server.address() as AddressInfo).port, "127.0.0.1");
  cleanup.push(() => new Promise((resolve) => server.close(resolve)));
  cleanup.push(() => page.destroy());
  page.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return { server, page };
}

test("what a page has no room for is not kept for it: once it reads, it is told how things are", async () => {
  const { collection, look } = growing();
  const { page } = await unread(collection);
  const others: string[] = [];
  await expect.poll(() => collection.isWatched).toBe(true);
  let heard = Promise.withResolvers<void>();
  const stop = collection.listen(({ event }) => {
    others.push(event);
    heard.resolve();
  });
  cleanup.push(stop);
  for (let count = 1; count <= 5; count += 1) {
    heard = Promise.withResolvers();
    look();
    await heard.promise;
  }
  expect(others).toEqual(["snapshot", "change", "change", "change", "change"]);
  let text = "";
  page.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  const seen = () =>
    Array.from(
      text.matchAll(/event: (\w+)|"large":"(\d+) x/g),
      ([, event, number]) => event ?? Number(number),
    );
  await expect.poll(() => seen().at(-1)).toBe(5);
  expect(seen()).toEqual(["snapshot", 1, "snapshot", 5]);
});

test("a page that never reads is cut off after a while", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { collection, look } = growing();
  const { page, server } = await unread(collection);
  const [socket] = (await once(server, "connection")) as [Socket];
  await once(server, "request");
  look();
  while (!socket.writableNeedDrain) await new Promise(setImmediate);
  vi.advanceTimersByTime(MAX_BEHIND_MS);
  expect(socket.destroyed).toBe(false);
  const closed = once(page, "close");
  vi.advanceTimersByTime(KEEP_ALIVE_MS);
  page.on("error", () => undefined).resume();
  await closed;
  expect(collection.isWatched).toBe(false);
});

test("whoever asks for several things at once, and goes, leaves nobody behind who is still told", async () => {
  const over = Promise.withResolvers<void>();
  await using site = await openSite({
    system: {
      async pause(ms, signal) {
        await realSystem.pause(ms, signal);
        if (signal.aborted) over.resolve();
      },
    },
  });
  const { host, port, pathname } = new URL(site.server.url);
  const page = connect(Number(port), "127.0.0.1");
  page.write(`GET ${pathname}live?of=streams HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(3));
  let text = "";
  for await (const chunk of page.setEncoding("utf8") as AsyncIterable<string>) {
    text += chunk;
    if (text.includes("event: snapshot")) break;
  }
  page.destroy();
  await over.promise;
});
