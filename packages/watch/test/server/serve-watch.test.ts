import { request } from "node:http";
import { LeaseRequestError } from "@unbounded-streams/stream-lease";
import { followStream, sse } from "@unbounded-streams/stream-reader";
import { describe, expect, test } from "vitest";
import { ServeFailedError } from "../../src/errors.ts";
import { MAX_WATCHERS } from "../../src/limits.ts";
import { serveWatch } from "../../src/server/serve-watch.ts";
import { connection, openedOf } from "../support/records.ts";
import { ask, firstMessage, messagesOf } from "../support/seen.ts";
import { hold, openSite } from "../support/site.ts";

const HOUR_MS = 3_600_000;
const LANE = `connections?stream=weather&window=${HOUR_MS}`;

/** A connection that was claimed some seconds ago. */
const recent = (epoch: number, secondsAgo: number, changes = {}) => {
  const atMs = Date.now() - secondsAgo * 1_000;
  const times = {
    claimedAtMs: atMs,
    connectedAtMs: atMs,
    endedAtMs: atMs + 30_000,
    deadlineMs: atMs + 60_000,
  };
  return connection(epoch, 0, 0, { ...times, ...changes });
};

describe("the page", () => {
  test("is served with its files and a policy that allows nothing else", async () => {
    await using site = await openSite();
    const { url } = site.server;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    for (const [path, type] of [
      ["", "text/html"],
      ["page.js", "text/javascript"],
      ["page.css", "text/css"],
      ["icon.svg", "image/svg+xml"],
    ]) {
      const { statusCode, headers } = await ask(url + path);
      expect([path, statusCode, headers["content-type"]?.split(";")[0]]).toEqual([path, 200, type]);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers["content-security-policy"]).not.toContain("unsafe");
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      expect(headers).toMatchObject({ "cache-control": "no-store" });
    }
    const html = await (await ask(url)).text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|https?:\/\//);
    expect((await ask(url.slice(0, -1))).headers.location).toBe(new URL(url).pathname);
    expect((await ask(`${url}nothing`)).statusCode).toBe(404);
    expect((await ask(`${url}../package.json`)).statusCode).toBe(404);
    expect((await ask(`${url}%2e%2e/package.json`)).statusCode).toBe(404);
  });

  test("is only for whoever knows its address, on this machine, and reads", async () => {
    await using site = await openSite();
    const { url } = site.server;
    const { origin, host } = new URL(url);
    const refused = async (headers: Record<string, string>, to = url, method = "GET") => {
      const response = await ask(to, headers, method);
      expect(response.headers["content-security-policy"]).toBeDefined();
      expect(await response.text()).not.toContain(new URL(url).pathname.slice(1, -1));
      return response.statusCode;
    };
    expect(await refused({}, `${origin}/`)).toBe(404);
    expect(await refused({}, `${origin}/${"x".repeat(32)}/streams`)).toBe(404);
    expect(await refused({ host: "evil.example" })).toBe(403);
    expect(await refused({ host: "127.0.0.1.evil.example" })).toBe(403);
    expect(await refused({ origin: "https://evil.example" })).toBe(403);
    expect(await refused({ origin: "null" })).toBe(403);
    expect(await refused({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await refused({ "sec-fetch-site": "same-site" })).toBe(403);
    expect(await refused({}, url, "POST")).toBe(405);
    expect((await ask(url, { origin, "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
    expect((await ask(url, { host: host.replace("127.0.0.1", "localhost") })).statusCode).toBe(200);
  });

  test.each(["//", "//x", "/?", "/%", "/\\", "/connections?stream=%ff&window=x"])(
    "answers %j and lives",
    async (path) => {
      await using site = await openSite();
      const { hostname, port, pathname } = new URL(site.server.url);
      const { promise, resolve } = Promise.withResolvers<number | undefined>();
      request({ hostname, port, path: pathname.slice(0, -1) + path }, (response) => {
        response.destroy();
        resolve(response.statusCode);
      }).end();
      expect([200, 400, 404]).toContain(await promise);
      expect((await ask(site.server.url)).statusCode).toBe(200);
    },
  );

  test("keeps its address over a restart when it is told to, and says when a port is taken", async () => {
    const token = "a-token-that-is-known-0";
    const first = await openSite({ token });
    const port = Number(new URL(first.server.url).port);
    const named = { leases: { leases: first.leases, tableName: "streams" } };
    await expect(serveWatch({ ...named, port })).rejects.toThrow(ServeFailedError);
    await first.server.close();
    await using second = await openSite({ token, port });
    expect(second.server.url).toBe(first.server.url);
  });
});

describe("streams", () => {
  test("are told as they are, then what changes, without what is a secret", async () => {
    await using site = await openSite();
    await hold(site.leases, "weather");
    const messages = messagesOf(`${site.server.url}streams`);
    const { value: snapshot } = await messages.next();
    expect(snapshot).toMatchObject({
      event: "snapshot",
      data: { entries: { weather: { holder: "A", rate: 0 } } },
    });
    const counts = { received: 10, stored: 9, duplicates: 1 };
    const checkpoint = { checkpoint: "id-10", follow: "secret-follow" };
    await site.leases.advance({
      streamId: "weather",
      epoch: 2,
      claimId: "secret-claim",
      counts,
      ...checkpoint,
    });
    const { value: change } = await messages.next();
    expect(change).toMatchObject({ event: "change", data: { changed: { weather: counts }, removed: [] } });
    expect(change?.data.changed.weather.lastEventAtMs).toBeTypeOf("number");
    expect(change?.data.changed.weather.rate).toBeGreaterThan(0);
    expect(JSON.stringify([snapshot, change])).not.toContain("secret");
    await messages.return(undefined);
  });

  test("are told to whoever comes back after the last message that it has had", async () => {
    await using site = await openSite();
    const url = `${site.server.url}streams`;
    await site.leases.begin({ streamId: "first", executionArn: "execution-1" });
    const { id } = await firstMessage(url);
    await site.leases.begin({ streamId: "second", executionArn: "execution-2" });
    const next = await firstMessage(url, undefined, { "last-event-id": id });
    expect(next).toMatchObject({ event: "change", data: { changed: { second: { status: "running" } } } });
    expect(Object.keys(next.data.changed)).toEqual(["second"]);
    expect((await firstMessage(`${url}?after=${id}`)).event).toBe("change");
    expect(await firstMessage(url, undefined, { "last-event-id": "of-another-server.7" })).toMatchObject({
      event: "snapshot",
      data: { entries: { first: {}, second: {} } },
    });
  });

  test("are followed by the rules of the event-stream format over a restart of the server", async () => {
    const token = "a-token-that-is-known-1";
    const first = await openSite({ token });
    await first.leases.begin({ streamId: "weather", executionArn: "execution-1" });
    const port = Number(new URL(first.server.url).port);
    const stop = new AbortController();
    const url = `${first.server.url}streams`;
    const events: string[] = [];
    let second: Awaited<ReturnType<typeof openSite>> | undefined;
    for await (const { event } of followStream({ url, format: sse(), signal: stop.signal })) {
      events.push(String(event));
      if (second !== undefined) break;
      await first.server.close();
      second = await openSite({ token, port });
    }
    stop.abort();
    await second?.server.close();
    expect(events).toEqual(["snapshot", "snapshot"]);
  });

  test("that cannot be read are a trouble with a code, told once, until they can be again", async () => {
    let isBroken = true;
    const site = await openSite();
    const broken = {
      async *list() {
        const cause = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
        if (isBroken) throw new LeaseRequestError("reading leases", 1, cause);
        yield* site.leases.list();
      },
    };
    await using second = await openSite({ leases: { leases: broken, tableName: "streams" } });
    const messages = messagesOf(`${second.server.url}streams`);
    const { value: trouble } = await messages.next();
    expect(trouble).toMatchObject({ event: "trouble", data: { code: "WATCH_TABLE_MISSING" } });
    isBroken = false;
    expect((await messages.next()).value?.event).toBe("snapshot");
    await messages.return(undefined);
    await site.server.close();
  });
});

describe("connections", () => {
  test("are told with what proves handovers, then as they come, without the ids of claims", async () => {
    await using site = await openSite();
    await site.ledger.closed(recent(2, 60));
    const messages = messagesOf(site.server.url + LANE);
    const { value: snapshot } = await messages.next();
    expect(Object.values(snapshot?.data.entries)).toMatchObject([{ epoch: 2, outcome: "superseded" }]);
    const next = recent(3, 29, { handover: { proof: "overlap", overlapMs: 1_000 } });
    await site.ledger.opened(openedOf(next));
    const { value: opened } = await messages.next();
    const [[key = "", entry] = []] = Object.entries(opened?.data.changed);
    expect(entry).toMatchObject({ epoch: 3, handover: { proof: "overlap", overlapMs: 1_000 } });
    expect(entry).not.toHaveProperty("endedAtMs");
    await site.ledger.closed({ ...next, endedAtMs: Date.now(), outcome: "ended" });
    const { value: closed } = await messages.next();
    expect(closed?.data.changed).toMatchObject({ [key]: { epoch: 3, outcome: "ended" } });
    expect(JSON.stringify([snapshot, opened, closed])).not.toContain("secret");
    await messages.return(undefined);
  });

  test("are told of a time that the page offers, of a stream, and where there is a ledger", async () => {
    await using site = await openSite();
    for (const query of ["", "?stream=a", "?stream=a&window=1", `?stream=&window=${HOUR_MS}`]) {
      expect((await ask(`${site.server.url}connections${query}`)).statusCode).toBe(400);
    }
    const tooLong = `connections?stream=${"x".repeat(3_000)}&window=${HOUR_MS}`;
    expect((await ask(site.server.url + tooLong)).statusCode).toBe(400);
    await using bare = await openSite({ ledger: undefined });
    expect((await ask(bare.server.url + LANE)).statusCode).toBe(404);
  });

  test("of so many streams at once, and to so many pages", async () => {
    await using site = await openSite();
    const open = async (path: string) => ask(site.server.url + path);
    const lanes = await Promise.all(
      Array.from({ length: 16 }, (_, n) => open(`connections?stream=s${n}&window=${HOUR_MS}`)),
    );
    expect((await open(LANE)).statusCode).toBe(503);
    const others = await Promise.all(Array.from({ length: MAX_WATCHERS - 16 }, () => open("streams")));
    expect((await open("streams")).statusCode).toBe(503);
    for (const response of [...lanes, ...others]) response.destroy();
    await expect
      .poll(async () => (await firstMessage(site.server.url + LANE).catch(() => undefined))?.event)
      .toBe("snapshot");
  });
});

describe("all that a page follows", () => {
  const live = (names: readonly string[], after = "") =>
    `live?${names.map((name) => `of=${name}`).join("&")}&stream=weather&window=${HOUR_MS}&after=${after}`;

  test("comes on one connection, what is not known as a trouble beside the rest", async () => {
    await using site = await openSite({ ledger: undefined });
    await hold(site.leases, "weather");
    const told = new Map<number, unknown>();
    for await (const { event, data } of messagesOf(
      site.server.url + live(["connections", "streams", "events", "nothing"]),
    )) {
      told.set(data.of, [event, data.told]);
      if (told.size === 4) break;
    }
    expect(told.get(0)).toEqual(["trouble", { message: "no ledger is known: give --table" }]);
    expect(told.get(1)).toMatchObject(["snapshot", { entries: { weather: { holder: "A" } } }]);
    expect(told.get(2)).toEqual(["trouble", { message: "no table of events is known: give --events-table" }]);
    expect(told.get(3)).toEqual(["trouble", { message: "there is nothing here" }]);
  });

  test("goes on after the last message of each, with others beside them", async () => {
    await using site = await openSite();
    await hold(site.leases, "weather");
    await site.ledger.closed(recent(2, 60));
    let last = "";
    const told = new Set<number>();
    for await (const { id, data } of messagesOf(site.server.url + live(["connections", "streams"]))) {
      last = id;
      if (told.add(data.of).size === 2) break;
    }
    const [connections, streams] = last.split(",");
    await site.leases.begin({ streamId: "second", executionArn: "execution-2" });
    const events: string[] = [];
    for await (const { event, data } of messagesOf(
      site.server.url + live(["streams", "connections", "counts"], `${streams},${connections},`),
    )) {
      events.push(`${data.of} ${event}`);
      if (data.told.changed?.second !== undefined) break;
    }
    expect(events).toContain("0 change");
    expect(events).not.toContain("0 snapshot");
    expect(events).not.toContain("1 snapshot");
  });

  test("has the counts of a stream as they were seen over time", async () => {
    await using site = await openSite();
    await hold(site.leases, "weather");
    const messages = messagesOf(site.server.url + live(["streams", "counts"]));
    const counts = { received: 10, stored: 9, duplicates: 1 };
    await messages.next();
    await site.leases.advance({ streamId: "weather", epoch: 2, claimId: "secret-claim", counts });
    for await (const { data } of messages) {
      const samples = Object.values(data.told.entries ?? data.told.changed ?? {});
      if (data.of === 1 && samples.some((sample) => (sample as typeof counts).received === 10)) break;
    }
  });
});
