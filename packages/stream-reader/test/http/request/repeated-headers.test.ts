import { afterEach, describe, expect, it } from "vitest";
import { headerProblems, lines, openStream } from "../../../src/index.ts";
import { textsOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("several headers of one name", () => {
  it("are sent one after the other, in their order; cookies in one", async () => {
    const server = await serve((_, response) => response.end("a\n"));
    servers.push(server);
    const headers = { "X-Key": ["one", "two"], cookie: ["a=1", "b=2"], accept: ["text/a", "text/b"] };
    await textsOf(openStream({ url: server.url, headers, format: lines() }));
    const raw = server.requests[0]?.rawHeaders ?? [];
    const sent = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []));
    expect(sent).toEqual(
      expect.arrayContaining([
        "x-key: one",
        "x-key: two",
        "cookie: a=1; b=2",
        "accept: text/a",
        "accept: text/b",
      ]),
    );
    expect(sent.indexOf("x-key: one")).toBeLessThan(sent.indexOf("x-key: two"));
  });

  it("are not shown when a page that is no stream repeats them", async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<p>s3cret-one s3cret-two</p>"),
    );
    servers.push(server);
    const headers = { "x-key": ["s3cret-one", "s3cret-two"] };
    const stream = openStream({ url: server.url, headers, contentTypes: ["text/plain"] });
    const error = await stream.open().catch((failure: unknown) => failure);
    expect(error).toMatchObject({ message: expect.stringContaining("*** ***") });
    expect(String(error)).not.toContain("s3cret");
  });

  it.each([
    [{ "x-key": [] }, "no value"],
    [{ authorization: ["a", "b"] }, "once"],
    [{ Host: ["a"] }, "once"],
    [{ "x-key": ["a", "b\nc"] }, "x-key"],
    [{ "x-key": ["a", 5 as unknown as string] }, "x-key"],
    [{ te: ["trailers"] }, "te"],
  ])("are refused in %j", (headers, named) => {
    expect(headerProblems(headers)).toEqual([expect.stringContaining(named)]);
  });
});
