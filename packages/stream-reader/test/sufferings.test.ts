import { Agent, request } from "undici";
import { afterEach, expect, it } from "vitest";
import { lines, openStream } from "../src/index.ts";
import { textsOf } from "./reading.ts";
import { serve, type TestServer } from "./stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

it("a quiet stream outlives the bodyTimeout of undici, under which another request dies", async () => {
  const bodyTimeout = 50;
  const endings: (() => void)[] = [];
  server = await serve((_, response) => {
    response.write("before\n");
    endings.push(() => response.end("after\n"));
  });
  const dispatcher = new Agent({ bodyTimeout });
  const stream = openStream({ url: server.url, format: lines(), dispatcher });
  await stream.open();
  const texts = textsOf(stream);
  const { body } = await request(server.url, { dispatcher });
  await expect(body.text()).rejects.toMatchObject({ code: "UND_ERR_BODY_TIMEOUT" });
  for (const end of endings) end();
  expect(await texts).toEqual(["before", "after"]);
  await dispatcher.close();
});

it("a line of a megabyte is one frame, without an option", async () => {
  const long = "x".repeat(1024 * 1024);
  server = await serve((_, response) => response.end(`short\n${long}\nshort\n`));
  const texts = await textsOf(openStream({ url: server.url, format: lines() }));
  expect(texts.map((text) => text.length)).toEqual([5, long.length, 5]);
  expect(texts[1]).toBe(long);
});
