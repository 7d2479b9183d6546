import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import type { ServedApi } from "./served-api.ts";

const BAD_IDS = ["a%20b", "a%22b", ".a", "a%zz", "a%FF", "a".repeat(129)];
/** Base64 that is some is not among them: LocalStack decodes it into what it cannot encode again. */
const BAD_PAGES = ["limit=0", "limit=101", "limit=x", "next=A", "next=%22"];

/**
 * What the API answers without any stream that runs, through its own templates.
 *
 * @param streamId of a stream that has been stopped; its colon can be encoded
 */
export async function apiScenario(checks: Checks, api: ServedApi, streamId: string): Promise<void> {
  const encoded = encodeURIComponent(streamId);
  await checks.check("GET tells the lease of an id, encoded or not", async () => {
    for (const id of [streamId, encoded]) {
      const { status, body } = await api.call("GET", `/connections/${id}`);
      assert.deepEqual([status, (body as { streamId: string }).streamId], [200, streamId]);
    }
  });
  await checks.check("DELETE of a stopped stream is as it was", async () => {
    const { status, body } = await api.call("DELETE", `/connections/${encoded}`);
    assert.deepEqual([status, (body as { status: string }).status], [200, "stopped"]);
  });
  await checks.check("GET lists leases page by page", async () => {
    const { body } = await api.call("GET", "/connections?limit=1");
    const { connections } = body as { connections: { streamId: string }[] };
    assert.deepEqual(
      connections.map((lease) => lease.streamId),
      [streamId],
    );
  });
  await checks.check("an id that is none answers 400, whatever is done with it", async () => {
    for (const id of BAD_IDS) {
      for (const method of ["POST", "GET", "DELETE"]) {
        const { status, body } = await api.call(method, `/connections/${id}`);
        assert.deepEqual([status, codeOf(body)], [400, "STREAM_ID_INVALID"], `${method} ${id}`);
      }
    }
  });
  await checks.check("a restart or a page that is none answers 400", async () => {
    const restart = await api.call("POST", `/connections/${encoded}?restart=maybe`);
    assert.deepEqual([restart.status, codeOf(restart.body)], [400, "RESTART_INVALID"]);
    for (const query of BAD_PAGES) {
      const { status, body } = await api.call("GET", `/connections?${query}`);
      assert.deepEqual([status, codeOf(body)], [400, "PAGE_INVALID"], query);
    }
  });
  await checks.check("a stream that nobody has started answers 404", async () => {
    for (const method of ["GET", "DELETE"]) {
      const { status, body } = await api.call(method, "/connections/unknown");
      assert.deepEqual([status, codeOf(body)], [404, "STREAM_UNKNOWN"], method);
    }
  });
}

function codeOf(body: unknown): unknown {
  return (body as { error?: { code?: unknown } }).error?.code;
}
