/** What an audit of dependencies came to. */
export type AuditVerdict =
  | { readonly kind: "clean"; readonly looked: number }
  /** A line for each advisory. */
  | { readonly kind: "vulnerable"; readonly findings: readonly string[] }
  /** Nothing was looked up; with the reason. */
  | { readonly kind: "unreachable"; readonly reason: string };

interface Advisory {
  readonly severity: string;
  readonly module_name: string;
  readonly title: string;
  readonly url: string;
}

const COUNTING: ReadonlySet<string> = new Set(["moderate", "high", "critical"]);
const MAX_REASON_LENGTH = 300;

/** What `pnpm audit --json` printed, in one of three words: only what lists advisories has looked for some. */
export function auditVerdict(output: string): AuditVerdict {
  const report = parsed(output);
  if (report === undefined) {
    const reason = output.replaceAll(/\s+/g, " ").trim().slice(0, MAX_REASON_LENGTH);
    return { kind: "unreachable", reason: reason === "" ? "no answer" : reason };
  }
  const counting = Object.values(report.advisories).filter(({ severity }) => COUNTING.has(severity));
  if (counting.length === 0) return { kind: "clean", looked: report.looked };
  return {
    kind: "vulnerable",
    findings: counting.map(
      ({ severity, module_name, title, url }) => `${module_name}: ${severity}: ${title} (${url})`,
    ),
  };
}

/** The report; undefined when there is none, or one without advisories. */
function parsed(output: string): { advisories: Record<string, Advisory>; looked: number } | undefined {
  try {
    const { advisories, metadata } = JSON.parse(output.slice(0, output.lastIndexOf("}") + 1));
    if (typeof advisories !== "object" || typeof metadata?.totalDependencies !== "number") return undefined;
    return { advisories, looked: metadata.totalDependencies };
  } catch {
    return undefined;
  }
}
