import { followStream, openStream, StreamOptionError } from "@unbounded-streams/stream-reader";
import { afterEach, describe, expect, it } from "vitest";
import { configFromEnvironment, type Environment, parseKeyScheme } from "../../src/index.ts";
import { keyIn } from "../../src/source/source-key.ts";
import { streamRequest } from "../../src/source/stream-request.ts";
import { type Served, serve } from "../support/serve.ts";

let served: Served;
afterEach(() => served?.close());

/** What a source is asked with this environment; it refuses. */
async function askedWith(environment: Environment) {
  served = await serve((response) => response.writeHead(400).end());
  const config = configFromEnvironment({
    STREAM_URL: `${served.url}?a=1`,
    EVENTS_TABLE: "events",
    ...environment,
  });
  const stream = followStream({
    url: `${served.url}?a=1`,
    ...streamRequest(config, "s1"),
    policy: { maxAttempts: 1 },
  });
  const error = await stream[Symbol.asyncIterator]()
    .next()
    .catch((failure: unknown) => failure);
  const [request] = served.requests;
  return { url: request?.url, headers: request?.headers, error };
}

describe("the source's key", () => {
  it.each([
    ["Bearer", "s3cret", { authorization: "Bearer s3cret" }],
    ["Basic", "user:s3cret", { authorization: `Basic ${Buffer.from("user:s3cret").toString("base64")}` }],
    ["header:X-Api-Key", "s3cret", { "x-api-key": "s3cret" }],
  ])("is sent as %s", async (STREAM_KEY_SCHEME, STREAM_KEY, expected) => {
    const { url, headers } = await askedWith({ STREAM_KEY, STREAM_KEY_SCHEME });
    expect(headers).toMatchObject(expected);
    expect(url).toBe("/?a=1");
  });

  it("is sent in the query, and shows in no message", async () => {
    const { url, headers, error } = await askedWith({
      STREAM_KEY: "s3cret key",
      STREAM_KEY_SCHEME: "query:token",
    });
    expect(url).toBe("/?a=1&token=s3cret%20key");
    expect(headers).not.toHaveProperty("authorization");
    expect(error).toMatchObject({ code: "STREAM_REFUSED" });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain("s3cret");
  });

  it("in the query shows in no message either when nobody answers", async () => {
    served = await serve(() => undefined);
    served.close();
    const query = async () => ({ token: "s3cret" });
    const error = await openStream({ url: served.url, query })
      .open()
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "CONNECT_FAILED" });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain("s3cret");
  });

  it("is the text of a secret, or of one field of it", () => {
    expect(keyIn("token", undefined)).toBe("token");
    expect(keyIn('{"user":"u","token":"t"}', "token")).toBe("t");
    expect(keyIn("123", undefined)).toBe("123");
  });

  it.each([
    ["a JSON object without a field named", '{"token":"s3cret"}', undefined, "STREAM_KEY_SECRET_FIELD"],
    ["a text, and a field is named", "s3cret", "token", "not a JSON object"],
    ["without the field", '{"other":"s3cret"}', "token", '"token"'],
    ["with no text in the field", '{"token":{"a":"s3cret"}}', "token", "no text in its field"],
    ["with what every object has", '{"other":"s3cret"}', "constructor", "no text in its field"],
  ])("is refused with the remedy when the secret is %s", (_, text, field, remedy) => {
    expect(() => keyIn(text, field)).toThrow(StreamOptionError);
    expect(() => keyIn(text, field)).toThrow(remedy);
    expect(() => keyIn(text, field)).not.toThrow("s3cret");
  });

  it("knows four schemes", () => {
    expect(parseKeyScheme("query:api.key")).toEqual({ in: "query", name: "api.key" });
    for (const text of ["bearer", "", "header:", "header:a b", "query:a&b", "cookie:a"]) {
      expect(parseKeyScheme(text)).toBeUndefined();
    }
  });
});
