import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { PublishError } from "../src/errors.ts";
import { findCommand } from "../src/processes/find-command.ts";
import { send, sendEvent } from "../src/processes/send.ts";

const { signal } = new AbortController();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(listener: RequestListener, at: number | string): Promise<Server> {
  const server = createServer(listener).listen(at);
  servers.push(server);
  await once(server, "listening");
  return server;
}

async function urlOf(listener: RequestListener): Promise<string> {
  const server = await listening(listener, 0);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const echo: RequestListener = async (request, response) => {
  response.end(`${request.method} ${request.url} ${request.headers["x-key"]} ${await text(request)}`);
};

describe("a request", () => {
  it("is a POST with its body and headers, and gives the whole answer", async () => {
    const url = await urlOf(echo);
    expect(await send(`${url}a?b`, { body: "c", headers: { "x-key": "d" }, signal })).toEqual({
      status: 200,
      text: "POST /a?b d c",
    });
  });

  it("goes over a Unix socket too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "send-"));
    const socketPath = join(folder, "a.sock");
    await listening(echo, socketPath);
    expect(await send("http://anybody/x", { method: "GET", socketPath, signal })).toMatchObject({
      text: "GET /x undefined ",
    });
    await rm(folder, { recursive: true });
  });

  it("of an event that is refused, or not answered, says which one and why", async () => {
    const url = await urlOf((_, response) => response.writeHead(400).end("no such channel\n"));
    const refused = sendEvent(7, url, { signal });
    await expect(refused).rejects.toThrow(PublishError);
    await expect(refused).rejects.toThrow(
      "event 7 was not published: the server answered 400: no such channel",
    );
    const broken = await urlOf((request) => request.socket.destroy());
    await expect(sendEvent(8, broken, { signal })).rejects.toThrow(/^event 8 was not published: /);
  });
});

it("a command is found by its whole path, unless it is not there", async () => {
  expect(await findCommand(process.execPath)).toBe(process.execPath);
  expect(await findCommand(join(process.execPath, "no"))).toBeUndefined();
});
