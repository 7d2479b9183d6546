import { describe, expect, test } from "vitest";
import { parseRoute } from "../src/routes.ts";
import { connect } from "./support/client.ts";
import { range, startTestSource } from "./support/source.ts";

/** Sends JSON, or a body as it is when that is a text. */
async function put(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: "PUT",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function getJson(url: string, init: RequestInit = {}): Promise<unknown> {
  return (await fetch(url, init)).json();
}

describe("/streams/{id}/faults", () => {
  test("PUT sets them as a text or as JSON, GET shows them both ways, DELETE removes them", async () => {
    const { url } = await startTestSource();
    const expected = {
      faults: [
        { kind: "refuse", value: 503, next: 2, retryAfterS: 5 },
        { kind: "drop-after-events", value: 50, probability: 0.3, ending: "close" },
      ],
      spec: "refuse:503:next=2:retry-after-s=5,drop-after-events:50:probability=0.3:ending=close",
    };

    expect(await put(`${url}/faults`, { spec: expected.spec })).toEqual({ status: 200, body: expected });
    expect(await put(`${url}/faults`, { faults: expected.faults })).toEqual({ status: 200, body: expected });
    expect(await getJson(`${url}/faults`)).toEqual(expected);
    expect(await getJson(`${url}/faults`, { method: "DELETE" })).toEqual({ faults: [], spec: "" });
    expect(await getJson(`${url}/faults`)).toEqual({ faults: [], spec: "" });
  });

  test("they strike connections made from then on, counting down", async () => {
    const { clock, url } = await startTestSource({ events: 20 });
    const open = await connect(url);
    await put(`${url}/faults`, { spec: "refuse:500:next=2" });
    expect((await fetch(url)).status).toBe(500);
    expect(await getJson(`${url}/faults`)).toMatchObject({ spec: "refuse:500:next=1" });
    expect((await fetch(url)).status).toBe(500);
    expect(await getJson(`${url}/faults`)).toMatchObject({ faults: [] });
    clock.advance(1_000);
    await open.closed;

    expect(open.seqs).toEqual(range(1, 20));
  });

  test("?apply=now lets them strike the connections that are open, counting from now", async () => {
    const { clock, url } = await startTestSource();
    const client = await connect(url);
    clock.advance(100);
    await put(`${url}/faults?apply=now`, { spec: "drop-after-events:5:next=1" });
    clock.advance(100);

    expect(await client.closed).toBe("ECONNRESET");
    expect(client.seqs).toEqual(range(1, 15));
    expect(await getJson(`${url}/faults`)).toMatchObject({ faults: [] });
  });

  test("DELETE ?apply=now takes them from the connections that are open", async () => {
    const { clock, url } = await startTestSource({
      faults: "drop-after-events:5,drop-after-ms:80",
      events: 20,
    });
    const client = await connect(url);
    await fetch(`${url}/faults?apply=now`, { method: "DELETE" });
    clock.advance(200);

    expect(await client.closed).toBe("end");
    expect(client.seqs).toEqual(range(1, 20));
  });

  test("GET and DELETE for a stream that is not known are 404", async () => {
    const { url } = await startTestSource();

    expect((await fetch(`${url}/faults`)).status).toBe(404);
    expect((await fetch(`${url}/faults`, { method: "DELETE" })).status).toBe(404);
  });

  test.each([
    ["not JSON", "nonsense", "REQUEST_INVALID", "the body is not JSON"],
    ["neither form", {}, "REQUEST_INVALID", 'the body must be {"faults":[...]} or {"spec":"..."}'],
    ["no object", "null", "REQUEST_INVALID", 'the body must be {"faults":[...]} or {"spec":"..."}'],
    [
      "an unknown fault",
      { spec: "explode:1" },
      "FAULT_INVALID",
      "unknown fault explode; allowed: drop-after-events:N",
    ],
    ["faults that are no array", { faults: {} }, "FAULT_INVALID", "faults are a text or an array, not {}"],
  ])("a body that is %s is a 400 that says what is wrong", async (_, body, code, message) => {
    const { url } = await startTestSource();
    const answer = await put(`${url}/faults`, body);

    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect((answer.body as { message: string }).message).toContain(message);
  });

  test("an apply that is neither now nor next is a 400, and sets nothing", async () => {
    const { url } = await startTestSource();

    expect((await put(`${url}/faults?apply=later`, { spec: "" })).status).toBe(400);
    expect((await fetch(`${url}/faults`)).status).toBe(404);
  });
});

describe("/faults", () => {
  test("are what new streams start with; known streams keep theirs, and their counts are their own", async () => {
    const { source, url } = await startTestSource({ faults: "refuse:404" });
    expect(await getJson(`${source.url}/faults`)).toMatchObject({ spec: "refuse:404" });
    expect((await fetch(url)).status).toBe(404);

    await put(`${source.url}/faults`, { spec: "refuse:503:next=1" });
    const statuses = [];
    for (const id of ["s1", "s2", "s3"]) statuses.push((await fetch(source.streamUrl(id))).status);
    expect(statuses).toEqual([404, 503, 503]);
    expect(await getJson(`${source.url}/faults`)).toMatchObject({ spec: "refuse:503:next=1" });

    expect(await getJson(`${source.url}/faults`, { method: "DELETE" })).toEqual({ faults: [], spec: "" });
    expect((await connect(source.streamUrl("s4"))).status).toBe(200);
  });
});

describe("/streams", () => {
  test("lists what is known", async () => {
    const { clock, source, url } = await startTestSource({ events: 10 });
    expect(await getJson(`${source.url}/streams`)).toEqual({ streams: [] });
    const startedAt = clock.now();
    await connect(url);
    source.setFaults("s2", "");
    clock.advance(50);

    expect(await getJson(`${source.url}/streams`)).toEqual({
      streams: [
        { streamId: "s1", state: "running", startedAt, endedAt: null, eventsMade: 5, openConnections: 1 },
        {
          streamId: "s2",
          state: "waiting",
          startedAt: null,
          endedAt: null,
          eventsMade: 0,
          openConnections: 0,
        },
      ],
    });
  });

  test("DELETE forgets a stream and ends its connections; the id begins anew with other event ids", async () => {
    const { clock, source, truth, url } = await startTestSource();
    const client = await connect(url);
    clock.advance(30);
    const before = truth();
    expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
    expect(await client.closed).toBe("end");
    expect(source.truth("s1")).toBeUndefined();
    expect((await fetch(url, { method: "DELETE" })).status).toBe(404);

    await connect(url);
    clock.advance(30);
    expect(truth().events.map((event) => event.seq)).toEqual([1, 2, 3]);
    const ids = [...before.events, ...truth().events].map((event) => event.id);
    expect(new Set(ids).size).toBe(6);
  });

  test("DELETE answers a request that was kept waiting with 404", async () => {
    const { clock, source, url } = await startTestSource({ faults: "connect-delay-ms:1000" });
    const connecting = connect(url);
    while (source.truth("s1") === undefined) await new Promise(setImmediate);
    await fetch(url, { method: "DELETE" });
    clock.advance(1_000);

    expect((await connecting).status).toBe(404);
  });
});

describe("what is not there", () => {
  test.each(["/", "/stream/s1", "/streams/s1/lies", "/streams/s1/truth/x", "/healthz/x", "//streams"])(
    "%s is 404",
    async (path) => {
      const { source } = await startTestSource();
      const response = await fetch(`${source.url}${path}`);

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
    },
  );

  test.each([
    ["POST", "/streams/s1", "GET, DELETE"],
    ["HEAD", "/streams/s1", "GET, DELETE"],
    ["PUT", "/streams/s1/truth", "GET"],
    ["PATCH", "/faults", "GET, PUT, DELETE"],
    ["DELETE", "/streams", "GET"],
  ])("%s %s is 405 and says what is allowed", async (method, path, allow) => {
    const { source } = await startTestSource();
    const response = await fetch(`${source.url}${path}`, { method });

    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect(source.truth("s1")).toBeUndefined();
  });

  test.each(["a%2Fb", ".hidden", "a%20b", "%C3%A9", "a%00", "a".repeat(129), "%zz", ""])(
    "the stream id %j is 400",
    async (streamId) => {
      const { source } = await startTestSource();
      const response = await fetch(`${source.url}/streams/${streamId}`);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "REQUEST_INVALID" });
    },
  );

  test.each(["a", "A.b_c~d:e@f-1", "a".repeat(128), "%41"])("the stream id %j is taken", async (streamId) => {
    const { source } = await startTestSource();
    const client = await connect(`${source.url}/streams/${streamId}`);

    expect(client.status).toBe(200);
    expect(source.truth(decodeURIComponent(streamId))).toBeDefined();
  });
});

test("a stream id cannot leave its place in the path", () => {
  for (const target of ["/streams/%2e%2e", "/streams/..", "/streams/%2e%2e%2ffaults", "/streams/%2E/truth"]) {
    expect(() => parseRoute("GET", target)).toThrow(/a stream id is 1 to 128/);
  }
});

test("GET /healthz answers", async () => {
  const { source } = await startTestSource();

  expect(await getJson(`${source.url}/healthz`)).toEqual({ status: "ok" });
});

describe("the bearer key", () => {
  const key = "correct-horse";

  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["one that is longer", { authorization: `Bearer ${key}r` }],
    ["an empty one", { authorization: "Bearer " }],
    ["another scheme", { authorization: `Basic ${key}` }],
  ])("%s is a 401, begins no stream and does not tell the key", async (_, headers) => {
    const { source, url } = await startTestSource({ key });
    for (const path of [
      url,
      `${url}/truth`,
      `${url}/faults`,
      `${source.url}/streams`,
      `${source.url}/faults`,
    ]) {
      const response = await fetch(path, { headers: headers as Record<string, string> });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      const body = await response.text();
      expect(body).toContain("UNAUTHORIZED");
      expect(body).not.toContain(key);
    }
    expect(source.truth("s1")).toBeUndefined();
  });

  test.each([`Bearer ${key}`, `bearer ${key}`])(
    "the right one opens the stream and its truth",
    async (authorization) => {
      const { clock, url } = await startTestSource({ key, events: 3 });
      const client = await connect(url, { authorization });
      clock.advance(100);
      await client.closed;

      expect(client.seqs).toEqual([1, 2, 3]);
      expect(await getJson(`${url}/truth`, { headers: { authorization } })).toMatchObject({ eventsMade: 3 });
    },
  );

  test("is not asked for by /healthz", async () => {
    const { source } = await startTestSource({ key });

    expect((await fetch(`${source.url}/healthz`)).status).toBe(200);
  });
});
