import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { auditVerdict } from "../../src/audit/audit-verdict.ts";
import { runAudit } from "../../src/audit/run-audit.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));
const ADVISORY = {
  id: 1,
  url: "https://example.com/advisory",
  title: "planted",
  severity: "moderate",
  vulnerable_versions: ">=0.0.0",
  cwe: [],
  cvss: { score: 5, vectorString: "" },
};

let server: Server;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A registry that answers questions for advisories, with this. */
async function registry(status: number, answer: unknown): Promise<string> {
  server = createServer((request, response) => {
    request.resume().once("end", () => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

it("a dependency with an advisory is vulnerable, and named", async () => {
  const verdict = await runAudit(WORKSPACE, { registry: await registry(200, { commander: [ADVISORY] }) });
  expect(verdict).toEqual({
    kind: "vulnerable",
    findings: ["commander: moderate: planted (https://example.com/advisory)"],
  });
});

it("no advisory is clean, with how many were looked at; one of low severity does not count", async () => {
  const low = { ...ADVISORY, severity: "low" };
  const verdict = await runAudit(WORKSPACE, { registry: await registry(200, { commander: [low] }) });
  expect(verdict).toEqual({ kind: "clean", looked: expect.any(Number) });
});

it("a registry that tells no advisories is not reachable, which is neither", async () => {
  const verdict = await runAudit(WORKSPACE, { registry: await registry(405, { error: "not here" }) });
  expect(verdict).toEqual({ kind: "unreachable", reason: expect.stringContaining("405") });
});

it.each(["", "{}", '{"advisories": {}}', '{"metadata": {"totalDependencies": 1}}', "[1]", "null"])(
  "%j is not taken for a clean one",
  (output) => {
    expect(auditVerdict(output).kind).toBe("unreachable");
  },
);
