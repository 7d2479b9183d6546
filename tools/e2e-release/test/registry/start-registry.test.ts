import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { assertLoopback } from "../../src/registry/loopback.ts";
import { startRegistry } from "../../src/registry/start-registry.ts";

it("a registry on the loopback interface asks the other one for what is not ours, and never for what is", async () => {
  const asked: string[] = [];
  const upstream = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(404, { "content-type": "application/json" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const folder = await mkdtemp(join(tmpdir(), "registry-"));
  const registry = await startRegistry(
    folder,
    `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`,
  );
  try {
    assertLoopback(registry.url);
    for (const name of ["@unbounded-streams/cdk", "somebody-else"]) {
      const { status } = await fetch(registry.url + name);
      expect(status, name).toBe(404);
    }
    expect(asked).toEqual(["/somebody-else"]);
  } finally {
    await registry.stop();
    upstream.close();
    await rm(folder, { recursive: true });
  }
});
