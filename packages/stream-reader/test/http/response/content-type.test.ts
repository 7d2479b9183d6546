import { afterEach, describe, expect, it } from "vitest";
import { isExpectedType } from "../../../src/http/response/content-type.ts";
import { sse } from "../../../src/index.ts";
import { failureOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

describe("the content type", () => {
  it.each([
    ["text/event-stream", true],
    ["text/event-stream;charset=utf-8", true],
    ["Text/Event-Stream ; charset=UTF-8", true],
    ["text/event-streams", false],
    ["text/html", false],
    ["", false],
    [undefined, false],
  ])("%j is that of a stream of events: %s", (header, fits) => {
    expect(isExpectedType(header, { accepted: ["text/event-stream"], refused: [] })).toBe(fits);
  });

  it.each([
    [{}, "CONTENT_TYPE_UNEXPECTED"],
    [{ contentTypes: ["text/plain"] }, "CONTENT_TYPE_UNEXPECTED"],
    [{ contentTypes: ["text/plain", "Text/HTML"] }, undefined],
    [{ contentTypes: "any" as const }, undefined],
  ])("of a web page in place of events, with %j: %s", async (options, code) => {
    server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("data: x\n\n"),
    );
    const { error, frames } = await failureOf({ url: server.url, format: sse(), ...options });
    expect((error as { code?: string } | undefined)?.code).toBe(code);
    expect(frames).toHaveLength(code === undefined ? 1 : 0);
    await server.idle();
  });
});
