import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createSigner } from "../../src/control/signer.ts";
import { StreamsApi, type StreamsApiOptions } from "../../src/control/streams-api.ts";
import { MAX_API_ANSWER_BYTES } from "../../src/limits.ts";
import { type FakeApi, type Instead, json, startApi } from "../support/fake-api.ts";
import { signedBy } from "../support/signature.ts";

const never = new AbortController().signal;

function clientOf({ url }: Pick<FakeApi, "url">, options: Partial<StreamsApiOptions> = {}): StreamsApi {
  return new StreamsApi({ address: { base: url, region: undefined }, ...options });
}

const credentials = async () => ({
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "the-secret",
  sessionToken: "the-session",
});

describe("requests", () => {
  test("are those of the API, with ids that are encoded, and without a key or signature on this machine", async () => {
    await using api = await startApi();
    const client = clientOf(api);
    expect(await client.read("weather:a+b@c=d~1,2", never)).toBeUndefined();
    await client.start("weather:a+b@c=d~1,2", false, never);
    expect(await client.read("weather:a+b@c=d~1,2", never)).toEqual({ status: "running" });
    expect(await client.stop("weather:a+b@c=d~1,2", never)).toEqual({ status: "stopped" });
    await client.start("weather:a+b@c=d~1,2", true, never);
    expect(api.calls).toEqual(
      ["GET %", "POST %", "GET %", "DELETE %", "POST %?restart=true"].map((call) =>
        call.replace("%", "weather:a+b@c=d~1,2"),
      ),
    );
    for (const { path, headers } of api.requests) {
      expect(path).toContain("/prod/connections/weather%3Aa%2Bb%40c%3Dd~1%2C2");
      expect(headers).toMatchObject({ "content-type": "application/json" });
      expect(headers).not.toHaveProperty("authorization");
      expect(headers).not.toHaveProperty("x-api-key");
    }
  });

  test("are signed for API Gateway as it computes it, with a session's token", async () => {
    await using api = await startApi();
    const client = clientOf(api, { sign: createSigner("eu-west-1", credentials) });
    await client.start("source:a+b,c", true, never);
    await client.stop("source:a+b,c", never);
    expect(api.requests.length).toBe(2);
    for (const request of api.requests) {
      expect(signedBy(request, "the-secret")).toBe("AKIDEXAMPLE for eu-west-1 execute-api");
      expect(request.headers["x-amz-security-token"]).toBe("the-session");
      expect(request.headers.authorization).toContain("x-amz-security-token");
    }
  });

  test("carry the key, with a signature or, where nobody has credentials, without one", async () => {
    await using api = await startApi();
    const apiKey = "the-key-of-the-api";
    await clientOf(api, { apiKey, sign: createSigner("eu-west-1", credentials) }).read("a", never);
    const none = () => Promise.reject(new Error("Could not load credentials from any providers"));
    await clientOf(api, { apiKey, sign: createSigner("eu-west-1", none) }).read("a", never);
    expect(api.requests.map(({ headers }) => headers["x-api-key"])).toEqual([apiKey, apiKey]);
    expect(signedBy(api.requests[0] as never, "the-secret")).toContain("AKIDEXAMPLE");
    expect(api.requests[1]?.headers).not.toHaveProperty("authorization");
    const unsigned = clientOf(api, { sign: createSigner("eu-west-1", none) });
    await expect(unsigned.read("a", never)).rejects.toMatchObject({ code: "WATCH_NOT_CONFIGURED" });
    expect(api.requests.length).toBe(2);
  });
});

describe("answers", () => {
  const calls: readonly [string, Instead, RegExp][] = [
    [
      "redirect",
      (_, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
        return "answered";
      },
      /WATCH_API_ANSWER.*redirects.*output Api/,
    ],
    [
      "are endless",
      (_, response) => {
        const more = () => {
          while (response.write("x".repeat(65_536)));
        };
        response.on("drain", more);
        more();
        return "answered";
      },
      /WATCH_API_ANSWER.*longer than/,
    ],
    [
      "are small until they are unpacked",
      (_, response) => {
        response
          .writeHead(200, { "content-encoding": "gzip" })
          .end(gzipSync("x".repeat(20 * MAX_API_ANSWER_BYTES)));
        return "answered";
      },
      /WATCH_API_ANSWER.*longer than/,
    ],
    ["tell nothing", (_, response) => json(response, 200, ["running"]), /WATCH_API_ANSWER.*status/],
    [
      "are of a page",
      (_, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end("<b>hello</b>");
        return "answered";
      },
      /WATCH_API_ANSWER.*status/,
    ],
    [
      "refuse",
      (_, response) =>
        json(response, 409, { error: { code: "NOT_RUNNING", message: "the stream is not running" } }),
      /WATCH_API_REFUSED.*409, NOT_RUNNING: the stream is not running$/,
    ],
    [
      "refuse whoever asks",
      (_, response) => json(response, 403, { message: "Missing Authentication Token" }),
      /WATCH_API_REFUSED.*403, Missing Authentication Token; allow .*execute-api:Invoke.*WATCH_API_KEY/,
    ],
    [
      "lie about their length",
      (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("{", () => response.destroy());
        return "answered";
      },
      /WATCH_API_UNREACHABLE/,
    ],
    ["never come", () => "answered", /WATCH_API_UNREACHABLE.*no whole answer within 0\.05 s/],
    [
      "begin and do not go on",
      (_, response) => {
        response.writeHead(200).write("{");
        return "answered";
      },
      /WATCH_API_UNREACHABLE.*no whole answer/,
    ],
  ];

  test.each(calls)("that %s are told once, and nothing is asked again", async (name, instead, expected) => {
    await using api = await startApi(instead);
    const isSlow = name === "never come" || name === "begin and do not go on";
    const client = clientOf(api, isSlow ? { timeoutMs: 50 } : {});
    const error = await client.stop("weather", never).catch((reason: unknown) => reason);
    expect(`${(error as { code: string }).code} ${(error as Error).message}`).toMatch(expected);
    expect(api.requests.length).toBe(1);
  });

  test("of others stand in messages as bounded text without what would do something", async () => {
    const message = `\u001b[31m\u202e<img src=x onerror=alert(1)>${"x".repeat(10_000)}`;
    await using api = await startApi((_, response) =>
      json(response, 500, { error: { code: "\n", message } }),
    );
    const error = (await clientOf(api)
      .read("weather", never)
      .catch((reason: unknown) => reason)) as Error;
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).toContain("\\u001b[31m\\u202e<img");
    expect(error.message).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test("that repeat what a request has carried are told without it", async () => {
    const apiKey = 'the-"key"-of-the-api';
    await using api = await startApi(({ headers }, response) =>
      json(response, 403, { message: `${headers["x-api-key"]} ${headers["x-amz-security-token"]}` }),
    );
    const sign = createSigner("eu-west-1", credentials);
    const error = (await clientOf(api, { apiKey, sign })
      .read("a", never)
      .catch((reason: unknown) => reason)) as Error;
    expect(error.message).toContain("403, *** ***");
  });

  test("are not waited for while credentials are, for longer than the time of a request", async () => {
    await using api = await startApi();
    const hanging = createSigner("eu-west-1", () => Promise.withResolvers<never>().promise);
    const slow = clientOf(api, { sign: hanging, timeoutMs: 50 });
    await expect(slow.read("a", never)).rejects.toMatchObject({ code: "WATCH_API_UNREACHABLE" });
    const givenUp = new AbortController();
    const reading = clientOf(api, { sign: hanging }).read("a", givenUp.signal);
    givenUp.abort();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(api.requests.length).toBe(0);
  });

  test("are not asked for with credentials that no header can carry, and nobody is told these", async () => {
    await using api = await startApi();
    const broken = async () => ({ ...(await credentials()), sessionToken: "the-session\nthe-rest" });
    const client = clientOf(api, { sign: createSigner("eu-west-1", broken) });
    const error = (await client.read("a", never).catch((reason: unknown) => reason)) as Error;
    expect(error).toMatchObject({ code: "WATCH_NOT_CONFIGURED" });
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toMatch(/the-session|the-rest/);
  });

  test("that nobody gives are told with the address, without a key", async () => {
    const api = await startApi();
    await api[Symbol.asyncDispose]();
    const client = clientOf(api, { apiKey: "the-key-of-the-api" });
    const error = (await client.read("weather", never).catch((reason: unknown) => reason)) as Error;
    expect(error.message).toMatch(/^the API at 127\.0\.0\.1:\d+ does not answer \(.*ECONNREFUSED/);
    expect(error.message).not.toContain("the-key");
  });
});
