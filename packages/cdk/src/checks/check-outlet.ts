import {
  MAX_ARCHIVE_PREFIX_BYTES,
  MAX_RECORD_AGE_SECONDS,
  MEMORY_MB,
  OUTLET_BATCH,
  PARALLELIZATION,
  RETRY_ATTEMPTS,
} from "../limits.ts";
import type { ArchiveProps, OutletProps } from "../props/outlet-props.ts";
import { durationProblems, shown, wholeNumberProblems } from "./rules/problems.ts";

/** What an outlet's records may be given up to. */
export interface CheckedOutlet extends OutletProps {
  readonly onFailure?: { readonly fifo?: boolean } | object;
}

/**
 * What is wrong with how the stream of the table is read, one sentence each.
 *
 * @param mostRecords the largest batch
 */
export function outletProblems(props: CheckedOutlet, mostRecords: number = OUTLET_BATCH.most): string[] {
  const { batchSize, maxBatchingWindow, parallelization, retryAttempts, maxRecordAge, onFailure } = props;
  return [
    ...wholeNumberProblems("batchSize", batchSize, { least: OUTLET_BATCH.least, most: mostRecords }),
    ...durationProblems("maxBatchingWindow", maxBatchingWindow, {
      leastMs: 0,
      mostMs: 300_000,
      unit: "seconds",
    }),
    ...wholeNumberProblems("parallelization", parallelization, PARALLELIZATION),
    ...wholeNumberProblems("retryAttempts", retryAttempts, RETRY_ATTEMPTS),
    ...durationProblems("maxRecordAge", maxRecordAge, {
      leastMs: 60_000,
      mostMs: MAX_RECORD_AGE_SECONDS * 1_000,
      unit: "seconds",
    }),
    ...(isFifo(onFailure) ? ["onFailure is a FIFO one, which AWS does not tell: give a standard one"] : []),
  ];
}

/** What is wrong with an archive, one sentence each. */
export function archiveProblems(props: ArchiveProps): string[] {
  const { prefix, memorySize } = props;
  const problems = [...outletProblems(props), ...wholeNumberProblems("memorySize", memorySize, MEMORY_MB)];
  if (prefix === undefined || isPrefix(prefix)) return problems;
  return [
    ...problems,
    `prefix is ${shown(prefix)}: it must be up to ${MAX_ARCHIVE_PREFIX_BYTES} letters, digits and / ! - _ . ' ( ) =`,
  ];
}

/** The characters that S3 calls safe, and `=`, which partitions of Hive have. */
function isPrefix(prefix: string): boolean {
  return prefix.length <= MAX_ARCHIVE_PREFIX_BYTES && /^[\w/!\-.'()=]*$/.test(prefix);
}

/** Whether a queue or topic is a FIFO one, as far as it is known. */
export function isFifo(resource: object | undefined): boolean {
  return resource !== undefined && "fifo" in resource && resource.fifo === true;
}
