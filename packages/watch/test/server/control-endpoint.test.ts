import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { MAX_ASKED_BYTES } from "../../src/limits.ts";
import { type FakeApi, startApi } from "../support/fake-api.ts";
import { ask } from "../support/seen.ts";
import { hold, openSite, type Site } from "../support/site.ts";

interface Answered {
  readonly status: number | undefined;
  readonly text: string;
}

const JSON_TYPE = { "content-type": "application/json" };

/** Sends a body as the page does, or as somebody else. */
async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const { origin } = new URL(url);
  const sent = request(url, { method: "POST", agent: false, headers: { origin, ...JSON_TYPE, ...headers } });
  sent.on("error", () => undefined);
  sent.end(typeof body === "string" ? body : JSON.stringify(body));
  const [response] = await once(sent, "response");
  const chunks = await Array.fromAsync(response as AsyncIterable<Buffer>);
  return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
}

const stop = (id = "request-1") => ({ id, kind: "stop", streamId: "weather" });

async function openBoth(): Promise<AsyncDisposable & { readonly site: Site; readonly api: FakeApi }> {
  const api = await startApi();
  const site = await openSite({ api: { url: api.url, apiKey: "the-key-of-the-api" } });
  return {
    ...{ site, api },
    async [Symbol.asyncDispose]() {
      await site.server.close();
      await api[Symbol.asyncDispose]();
    },
  };
}

async function told(site: Site) {
  return JSON.parse(await (await ask(`${site.server.url}control`)).text());
}

describe("a page", () => {
  test("asks for a stream to be stopped, and all pages are told of it", async () => {
    await using both = await openBoth();
    const { site, api } = both;
    await hold(api.leases, "weather");
    expect(await told(site)).toEqual({ canChange: true, actions: [] });
    const { status, text } = await post(`${site.server.url}control`, stop());
    expect(status).toBe(202);
    expect(JSON.parse(text)).toMatchObject({ id: "request-1", kind: "stop", state: "going" });
    await site.server.settled();
    expect((await told(site)).actions).toMatchObject([{ streamId: "weather", kind: "stop", state: "done" }]);
    expect(api.requests[0]?.headers["x-api-key"]).toBe("the-key-of-the-api");
    expect(JSON.stringify(await told(site))).not.toContain("the-key");
    // A double click.
    expect((await post(`${site.server.url}control`, stop())).status).toBe(202);
    await site.server.settled();
    expect(api.calls).toEqual(["DELETE weather", "GET weather"]);
  });

  test("is told why something is not taken", async () => {
    await using both = await openBoth();
    const url = `${both.site.server.url}control`;
    const refused = async (body: unknown) => {
      const { status, text } = await post(url, body);
      return [status, JSON.parse(text).error.code];
    };
    expect(await refused({ ...stop(), streamId: "#carrier" })).toEqual([400, "WATCH_STREAM_ID"]);
    for (const body of ["", "{", "null", "[]", "7", { id: "x", kind: "stop", streamId: "a" }]) {
      expect(await refused(body)).toEqual([400, undefined]);
    }
    expect(await refused({ ...stop(), kind: "delete" })).toEqual([400, undefined]);
    expect(await refused({ ...stop(), kind: "constructor" })).toEqual([400, undefined]);
    expect(await refused({ ...stop(), streamId: 7 })).toEqual([400, undefined]);
    expect(await refused({ ...stop(), streamId: "x".repeat(MAX_ASKED_BYTES) })).toEqual([413, undefined]);
    expect(both.api.requests).toEqual([]);
  });

  test("gives up what is in progress", async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    await using api = await startApi(() => {
      resolve();
      return "answered";
    });
    await using site = await openSite({ api: { url: api.url } });
    const url = `${site.server.url}control`;
    await post(url, stop());
    await arrived;
    expect((await post(url, stop("request-2"))).status).toBe(409);
    expect((await post(url, { id: "request-1", kind: "give-up" })).status).toBe(200);
    await site.server.settled();
    expect((await told(site)).actions).toMatchObject([{ state: "given-up", step: "stop" }]);
  });
});

describe("what does not come from the page", () => {
  test.each([
    ["without an origin", { origin: "" }, 403],
    ["of another page", { origin: "https://evil.example" }, 403],
    ["of a page on this machine with another port", { origin: "http://127.0.0.1:1" }, 403],
    ["of a page without an origin of its own", { origin: "null" }, 403],
    ["of another site by the browser's word", { "sec-fetch-site": "cross-site" }, 403],
    ["for another host", { host: "evil.example", origin: "http://evil.example" }, 403],
    ["of a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["of a form with text", { "content-type": "text/plain" }, 415],
    ["of a type that only looks like it", { "content-type": "application/json-but-not" }, 415],
    ["of no type", { "content-type": "" }, 415],
  ])("%s is refused", async (_, headers, status) => {
    await using both = await openBoth();
    expect((await post(`${both.site.server.url}control`, stop(), headers)).status).toBe(status);
    expect(both.api.requests).toEqual([]);
  });

  test("has no origin at all, no token, another path, or another method", async () => {
    await using both = await openBoth();
    const { url } = both.site.server;
    const { origin } = new URL(url);
    expect((await ask(`${url}control`, JSON_TYPE, "POST")).statusCode).toBe(403);
    expect((await post(`${origin}/${"x".repeat(32)}/control`, stop())).status).toBe(404);
    expect((await post(`${origin}/control`, stop())).status).toBe(404);
    for (const path of ["", "streams", "page.js", "control?x=1"]) {
      expect((await post(url + path, stop())).status).toBe(405);
    }
    for (const method of ["PUT", "DELETE", "OPTIONS", "PATCH"]) {
      expect((await ask(`${url}control`, { origin, ...JSON_TYPE }, method)).statusCode).toBe(405);
    }
    expect((await ask(`${url}control?id=request-1&kind=stop&streamId=weather`)).statusCode).toBe(404);
    expect(both.api.requests).toEqual([]);
  });

  test("is a body that does not end, and goes on for ever", async () => {
    await using both = await openBoth();
    const { url } = both.site.server;
    const { origin } = new URL(url);
    const sent = request(`${url}control`, {
      method: "POST",
      agent: false,
      headers: { origin, ...JSON_TYPE },
    });
    sent.on("error", () => undefined);
    sent.write("x".repeat(2 * MAX_ASKED_BYTES));
    const [response] = await once(sent, "response");
    expect(response.statusCode).toBe(413);
    response.destroy();
    expect((await ask(url)).statusCode).toBe(200);
  });
});

test("without an API nothing can be asked for", async () => {
  await using site = await openSite();
  expect(await told(site)).toEqual({ canChange: false, actions: [] });
  expect(await post(`${site.server.url}control`, stop())).toMatchObject({
    status: 405,
    text: "use GET: this server only reads\n",
  });
});
