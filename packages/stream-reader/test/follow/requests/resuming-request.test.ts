import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import {
  type FollowStreamOptions,
  followStream,
  ndjson,
  parseResumeRule,
  type ResumeRule,
  StreamOptionError,
  sse,
} from "../../../src/index.ts";
import { serve, type TestServer } from "../../stream-server.ts";
import { follow, readAll } from "../support.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** What a server was asked, in short. */
interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answers = readonly string[];

/** Answers with one text after the other, closing each time, then with 204; notes what it was asked. */
async function answering(answers: Answers, headers: Record<string, string> = {}) {
  const asked: Asked[] = [];
  const server = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { method, url, headers: sent } = request;
      const answer = answers[asked.length];
      asked.push({ method, url, headers: sent, body });
      if (answer === undefined) response.writeHead(204).end();
      else response.writeHead(200, headers).end(answer);
    });
  });
  servers.push(server);
  return { url: server.url, asked };
}

function rules(...texts: string[]): ResumeRule[] {
  return texts.flatMap((text) => parseResumeRule(text) ?? expect.fail(`${text} is no rule`));
}

const options = { format: ndjson(), random: () => 0 };

describe("a cursor in the body", () => {
  it("goes on from the number after it, as etcd's watch wants it", async () => {
    const { url, asked } = await answering(['{"rev":41}\n{"rev":42}\n', '{"rev":9007199254740993}\n']);
    const { stream } = follow({
      ...options,
      url,
      body: '{"create_request":{"key":"YQ=="}}',
      cursorOf: "/rev",
      resume: rules("body-json:/create_request/start_revision={id+1}"),
    });
    expect((await readAll({ stream })).texts).toHaveLength(3);
    expect(asked.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'POST {"create_request":{"key":"YQ=="}}',
      'POST {"create_request":{"key":"YQ==","start_revision":43}}',
      'POST {"create_request":{"key":"YQ==","start_revision":9007199254740994}}',
    ]);
  });

  it("is put into what a function makes, which knows it too", async () => {
    const { url, asked } = await answering(['{"n":1}\n', '{"n":2}\n']);
    const { stream } = follow({
      ...options,
      url,
      body: ({ attempt, cursor }) => JSON.stringify({ attempt, seen: cursor ?? null }),
      cursorOf: "/n",
      resume: rules("body:/after", "query:after={id}"),
    });
    await readAll({ stream });
    expect(asked.map(({ body }) => body)).toEqual([
      '{"attempt":1,"seen":null}',
      '{"attempt":2,"seen":"1","after":"1"}',
      '{"attempt":3,"seen":"2","after":"2"}',
    ]);
    expect(asked.map(({ url: path }) => path)).toEqual(["/stream", "/stream?after=1", "/stream?after=2"]);
  });

  it("with quotes and line ends stays in its place", async () => {
    const cursor = 'a","admin":true,"b":"\u2028';
    const { url, asked } = await answering([`${JSON.stringify({ id: cursor })}\n`]);
    const { stream } = follow({ ...options, url, body: "{}", cursorOf: "/id", resume: rules("body:/after") });
    await readAll({ stream });
    expect(JSON.parse(asked[1]?.body ?? "")).toEqual({ after: cursor });
  });

  it.each([
    ["not JSON: s3cret", "JSON"],
    [undefined, "has not the body"],
    ["[]", "no such place"],
  ])("is refused before anything is requested with the body %j", (body, named) => {
    const resume = rules("body:/create/after");
    const make = () =>
      followStream({
        url: "http://127.0.0.1:9/",
        cursorOf: "/n",
        resume,
        ...(body !== undefined && { body }),
      });
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
    expect(make).not.toThrow("s3cret");
  });

  it.each([
    ["not JSON: s3cret", "OPTION_INVALID"],
    [new TypeError("out of paper"), "BODY_FAILED"],
  ])("ends the stream when a function makes %s, or tries again when it fails", async (made, code) => {
    let calls = 0;
    const body = () => {
      calls += 1;
      if (typeof made !== "string") throw made;
      return made;
    };
    const { stream } = follow({
      ...options,
      url: "http://127.0.0.1:9/",
      body,
      cursorOf: "/n",
      cursor: "5",
      resume: rules("body:/after"),
      policy: { maxAttempts: 3, baseDelayMs: 0 },
    });
    const { error } = await readAll({ stream });
    const cause = code === "BODY_FAILED" ? (error as Error).cause : error;
    expect(cause).toMatchObject({ code });
    expect(String(error)).not.toContain("s3cret");
    expect(calls).toBe(code === "BODY_FAILED" ? 3 : 1);
  });

  it("cannot be put into parts that are made while they are sent", async () => {
    async function* parts() {
      yield "{}";
    }
    const { stream } = follow({
      ...options,
      url: "http://127.0.0.1:9/",
      body: parts,
      cursorOf: "/n",
      cursor: "5",
      resume: rules("body:/after"),
    });
    expect((await readAll({ stream })).error).toMatchObject({ code: "OPTION_INVALID" });
  });
});

describe("a cursor of several parts", () => {
  const cursorOf = { epoch: "/epoch", offset: "/offset" } as const;
  const resume = rules('body-json:/recover={"epoch":"{epoch}","offset":{offset}}');

  it("goes on from parts that different frames had, over connections and processes", async () => {
    const { url, asked } = await answering([
      '{"epoch":"x","offset":1}\n{"offset":2}\n',
      '{"offset":3}\n',
      '{"epoch":"y"}\n{"offset":1}\n',
    ]);
    const { stream } = follow({ ...options, url, body: "{}", cursorOf, resume });
    await readAll({ stream });
    expect(asked.map(({ body }) => body)).toEqual([
      "{}",
      '{"recover":{"epoch":"x","offset":2}}',
      '{"recover":{"epoch":"x","offset":3}}',
      '{"recover":{"epoch":"y","offset":1}}',
    ]);
    expect(stream.cursor).toBe('{"epoch":"y","offset":"1"}');
    const again = await answering([]);
    const { stream: next } = follow({
      ...options,
      url: again.url,
      body: "{}",
      cursorOf,
      resume,
      cursor: stream.cursor ?? "",
    });
    await readAll({ stream: next });
    expect(again.asked.map(({ body }) => body)).toEqual(['{"recover":{"epoch":"y","offset":1}}']);
  });

  it("goes back to what was acknowledged, parts of frames that were not included", async () => {
    const { url, asked } = await answering([
      '{"epoch":"x","offset":1}\n{"offset":2}\n{"epoch":"y","offset":3}\n',
      '{"offset":2}\n{"epoch":"y","offset":3}\n',
    ]);
    const { stream } = follow({ ...options, url, body: "{}", cursorOf, resume, acknowledge: "manual" });
    let taken = 0;
    for await (const frame of stream) {
      taken += 1;
      if (taken === 1 || taken === 4) stream.acknowledge(frame);
    }
    expect(asked.map(({ body }) => body)).toEqual([
      "{}",
      '{"recover":{"epoch":"x","offset":1}}',
      '{"recover":{"epoch":"x","offset":2}}',
    ]);
  });

  it.each([
    ["header:x-after={epoch}:{offset}", undefined],
    ["header:x-after={offset}", undefined],
    ["header:x-after={epoch}", { url: "/from/{offset+1}" }],
  ])("is not sent by %j and %j while parts are missing, but once they have come", async (rule, instead) => {
    const whenResuming = instead && { whenResuming: instead };
    const both = { ...options, cursorOf, resume: rules(rule), ...whenResuming };
    const { url, asked } = await answering(['{"epoch":"x"}\n', '{"offset":5}\n']);
    const { stream, events } = follow({ ...both, url, cursor: '{"epoch":"w"}' });
    expect((await readAll({ stream })).error).toBeUndefined();
    const after = asked.map(({ url: path, headers }) => `${path} ${headers["x-after"]}`);
    expect(after.slice(0, 2)).toEqual(["/stream undefined", "/stream undefined"]);
    expect(after[2]).toMatch(/^\/stream (x:)?5$|^\/from\/6 x$/);
    expect(events.filter(({ kind }) => kind === "connecting")).toMatchObject([
      { resumed: false },
      { resumed: false },
      { resumed: true },
    ]);
  });

  it.each([
    [{ cursor: "5" }, "has no parts"],
    [{ cursor: "5", resume: rules("header:x={id}") }, "has no parts"],
    [{ resume: rules("body:/a={other}") }, "{other}"],
    [{ cursor: "x", cursorOf: "/n", resume: rules("query:from={id+1}") }, "no whole number"],
    [{ cursorOf: { id: "/id" } }, "cursorOf"],
    [{ resume: [...rules("header:te")] }, "the header te"],
    [{ resume: [{ in: "cookie" }] as unknown as ResumeRule[] }, "resume has"],
  ] satisfies [Partial<FollowStreamOptions>, string][])("is refused with %j", (given, named) => {
    const make = () => followStream({ url: "http://127.0.0.1:9/", body: "{}", cursorOf, resume, ...given });
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
  });

  it.each(["abc", "1e30", "1.5"])(
    "that the source sends and that cannot be counted on from, %j, is passed over: the one before counts",
    async (odd) => {
      const { url, asked } = await answering([`{"n":${JSON.stringify(odd)}}\n`, `{"n":4}\n{"n":"${odd}"}\n`]);
      const { stream } = follow({ ...options, url, cursorOf: "/n", resume: rules("query:from={id+1}") });
      expect((await readAll({ stream })).texts).toHaveLength(3);
      expect(asked.map(({ url: path }) => path)).toEqual(["/stream", "/stream", "/stream?from=5"]);
      expect(stream.cursor).toBe("4");
    },
  );

  it.each([
    [{ cursorOf: "/n" }, rules("query:from={id}", "header:x-next={id+1}"), "5"],
    [{ cursorOf: "/n", body: "{}" }, rules("query:from={id}", "body-json:/after={id}"), "5"],
    [{ cursorOf: "/n", body: "{}" }, rules("query:from={id}", 'body-json:/after=[{id},"{id}"]'), "5"],
    [{ cursorOf: { at: "/n", of: "/of" } }, rules("query:from={at}", "header:x-next={at+1}"), "5"],
    [{ cursorOf: { at: "/n" } }, rules("query:from={at}", "header:x-next={at+1}"), "5"],
  ] satisfies [Partial<FollowStreamOptions>, ResumeRule[], string][])(
    "that one of several rules cannot take is passed over with %j",
    async (given, resume, expected) => {
      const { url, asked } = await answering(['{"n":5,"of":"a"}\n{"n":"no","of":"b"}\n']);
      const { stream } = follow({ ...options, ...given, url, resume });
      expect((await readAll({ stream })).error).toBeUndefined();
      expect(asked.map(({ url: path }) => path)).toEqual(["/stream", `/stream?from=${expected}`]);
    },
  );

  it("that comes with a restart, and cannot be counted on from, is none", async () => {
    const { url, asked } = await answering(['{"n":5}\n{"gone":"no"}\n']);
    const { stream } = follow({
      ...options,
      url,
      cursorOf: "/n",
      resume: rules("query:from={id+1}"),
      control: [{ pointer: "/gone", value: "no", action: "restart", cursorOf: "/gone" }],
    });
    expect((await readAll({ stream })).error).toBeUndefined();
    expect(asked.map(({ url: path }) => path)).toEqual(["/stream", "/stream"]);
  });

  it("that is acknowledged as text, and cannot be counted on from, is refused at once", async () => {
    const resume = rules("query:from={id+1}");
    const { stream } = follow({ ...options, url: "http://127.0.0.1:9/", resume, acknowledge: "manual" });
    expect(() => stream.acknowledge("abc")).toThrow('the acknowledged cursor is "abc"');
    stream.acknowledge("7");
    expect(stream.cursor).toBe("7");
  });
});

describe("another request when resuming", () => {
  it("is made in place of the first, which said what it wants", async () => {
    const { url, asked } = await answering(["id: 1\ndata: a\n\n", "id: 2\ndata: b\n\n"], {
      "content-type": "text/event-stream",
    });
    const { stream } = follow({
      ...options,
      format: sse(),
      url,
      method: "POST",
      body: '{"subscribe":"all"}',
      headers: async () => ({
        Authorization: "Bearer k",
        "Content-Type": "application/json",
        "x-first": "1",
      }),
      query: { tenant: "t" },
      whenResuming: { method: "GET", body: null, headers: { "X-First": null, accept: "text/event-stream" } },
    });
    expect((await readAll({ stream })).texts).toEqual(["a", "b"]);
    expect(asked.map(({ method, url: path, body }) => `${method} ${path} ${body}`)).toEqual([
      'POST /stream?tenant=t {"subscribe":"all"}',
      "GET /stream?tenant=t ",
      "GET /stream?tenant=t ",
    ]);
    expect(asked[0]?.headers).toMatchObject({ "x-first": "1", "content-type": "application/json" });
    expect(asked[1]?.headers).toMatchObject({ authorization: "Bearer k", "last-event-id": "1" });
    expect(asked[1]?.headers).not.toHaveProperty("x-first");
    expect(asked[1]?.headers).not.toHaveProperty("content-type");
  });

  it("may go to a place that has the cursor in its path, also without a rule", async () => {
    const { url, asked } = await answering(['{"id":"a/b?"}\n', '{"id":"9"}\n']);
    const { stream, events } = follow({
      ...options,
      url,
      cursorOf: "/id",
      whenResuming: { url: "/events/{id}/next?limit=1" },
    });
    await readAll({ stream });
    expect(asked.map(({ url: path }) => path)).toEqual([
      "/stream",
      "/events/a%2Fb%3F/next?limit=1",
      "/events/9/next?limit=1",
    ]);
    expect(events.filter(({ kind }) => kind === "connecting")).toMatchObject([
      { resumed: false },
      { resumed: true, target: expect.stringContaining("/events/a%2Fb%3F/next") },
      { resumed: true },
    ]);
  });

  it.each([
    ["..", "/events/{id}"],
    [".", "/events/{id}/next"],
    [".", "/events/.{id}"],
    ["%2e", "/events/{id}"],
  ])("is the first again when the cursor %s would make another place of %s", async (id, place) => {
    const { url, asked } = await answering([`${JSON.stringify({ id })}\n`]);
    const { stream } = follow({ ...options, url, cursorOf: "/id", whenResuming: { url: place } });
    const { error } = await readAll({ stream });
    const isPlaceOfItsOwn = id === "%2e";
    expect(error).toBeUndefined();
    expect(stream.cursor).toBe(isPlaceOfItsOwn ? id : undefined);
    expect(asked.map(({ url: path }) => path)).toEqual(
      isPlaceOfItsOwn ? ["/stream", "/events/%252e"] : ["/stream", "/stream"],
    );
  });

  it("takes neither headers nor query of the stream's to another origin, unless it has them itself", async () => {
    const first = await answering(['{"id":1}\n']);
    const other = await answering([]);
    const { stream } = follow({
      ...options,
      url: first.url,
      headers: { authorization: "Bearer s3cret" },
      query: { key: "s3cret" },
      cursorOf: "/id",
      resume: rules("query:since"),
      whenResuming: { url: other.url, headers: { "x-own": "1" } },
    });
    await readAll({ stream });
    expect(other.asked).toMatchObject([{ url: "/stream?since=1", headers: { "x-own": "1" } }]);
    expect(other.asked[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    [{ whenResuming: { url: "ftp://a.example/" } }, "ftp:"],
    [{ whenResuming: { method: "HEAD" } }, "HEAD"],
    [{ whenResuming: { headers: { te: "x" } } }, "whenResuming: the header te"],
    [{ whenResuming: { body: null }, resume: rules("body:/a"), body: "{}" }, "has not the body"],
    [{ whenResuming: { url: "/from/{part}" } }, "whenResuming.url has {part}"],
    [{ whenResuming: { methd: "GET" } as object }, "whenResuming.methd is no part"],
    [{ whenResuming: { method: 5 } as unknown as object }, "whenResuming.method must be text"],
    [{ whenResuming: { url: 5 } as unknown as object }, "whenResuming.url must be text"],
    [{ whenResuming: { headers: "x" } as unknown as object }, "whenResuming.headers must be"],
    [{ whenResuming: { messages: "x" } as unknown as object }, "whenResuming.messages must be"],
    [{ handshake: [{ uri: "/x" }] as object[] }, "handshake.uri is no part"],
    [{ handshake: [{ method: 5 }] as object[] }, "handshake.method must be text"],
    [{ whenResuming: { url: "http://{id}/events" } }, "another place"],
    [
      { whenResuming: { method: "GET" }, cursorOf: undefined as unknown as "/id" },
      "whenResuming is set but cursorOf is not",
    ],
    [{ whenResuming: { url: "http://b{id}.example/events" } }, "another place"],
    [{ whenResuming: { url: "/events/{id}" }, cursor: ".." }, "another place"],
    [{ whenResuming: { url: "http://b.example/" }, socketPath: "/s" }, "socketPath"],
    [{ whenResuming: [] as unknown as object }, "whenResuming must be"],
  ] satisfies [Partial<FollowStreamOptions>, string][])("is refused with %j", (given, named) => {
    const make = () => followStream({ url: "http://127.0.0.1:9/", cursorOf: "/id", cursor: "7", ...given });
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
  });
});
