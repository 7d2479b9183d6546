import { tryCommand } from "@unbounded-streams/testing";
import { type AuditVerdict, auditVerdict } from "./audit-verdict.ts";

const TIMEOUT_MS = 90_000;

/**
 * Looks up the advisories on what a workspace's projects depend on, without development dependencies.
 *
 * @param options.registry the one that npm is configured with by default
 */
export async function runAudit(
  workspace: string,
  options: { readonly registry?: string; readonly timeoutMs?: number } = {},
): Promise<AuditVerdict> {
  const { registry, timeoutMs = TIMEOUT_MS } = options;
  const place = registry === undefined ? [] : ["--registry", registry];
  const args = ["--yes", "pnpm@12", "audit", "--prod", "--audit-level", "moderate", "--json", ...place];
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const result = await tryCommand("npx", args, { cwd: workspace, signal });
    return result === undefined
      ? { kind: "unreachable", reason: "there is no npx" }
      : auditVerdict(result.output);
  } catch (error) {
    if ((error as Error).name !== "AbortError") throw error;
    return { kind: "unreachable", reason: `no answer within ${timeoutMs / 1_000} s` };
  }
}
