import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Package } from "./entries.ts";
import { differences, type Reports, readReports, writeReports } from "./kept-reports.ts";
import { reportOf } from "./report.ts";

/** What was found, and done unless it was a check. */
export interface ReportChanges {
  /** All reports, changed or not. */
  readonly reports: number;
  /** A text for each that differs, from its path on. */
  readonly changes: readonly string[];
}

/**
 * Makes the reports of packages anew.
 *
 * @param check whether to leave the files as they are
 * @throws {ApiReportError} when an entry is not built, or cannot be read
 */
export function updateReports(packages: readonly Package[], { check }: { check: boolean }): ReportChanges {
  const scratch = mkdtempSync(join(tmpdir(), "api-reports-"));
  try {
    const changes = packages.flatMap((one) => {
      const made = makeReports(one, scratch);
      const found = differences(readReports(one.folder), made);
      if (!check) writeReports(one.folder, made);
      return found.map((change) => `packages/${one.name}/api/${change}`);
    });
    return { reports: packages.reduce((sum, { entries }) => sum + entries.length, 0), changes };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function makeReports({ folder, entries }: Package, scratch: string): Reports {
  return new Map(entries.map((entry) => [entry.report, reportOf(entry, folder, scratch)]));
}
