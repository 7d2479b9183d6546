import type { DeadLetterPlace } from "../dead-letters/dead-letter-place.ts";
import { MAX_DEAD_LETTER_PREFIX_BYTES } from "../limits.ts";
import { type Environment, optional } from "./variables/environment.ts";
import { refuse, refuseBoth } from "./variables/problems.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function deadLetterPlace(environment: Environment, problems: string[]): DeadLetterPlace | undefined {
  const bucket = optional(environment, "DEAD_LETTER_BUCKET");
  const prefix = optional(environment, "DEAD_LETTER_PREFIX");
  const directory = optional(environment, "DEAD_LETTER_DIR");
  if (bucket !== undefined && directory !== undefined) {
    refuseBoth("DEAD_LETTER_BUCKET", "DEAD_LETTER_DIR", problems);
  }
  if (bucket !== undefined && !BUCKET.test(bucket)) {
    refuse("DEAD_LETTER_BUCKET", bucket, "a bucket's name, 3 to 63 of a-z 0-9 . -", problems);
  }
  if (prefix !== undefined) problems.push(...prefixProblems(prefix, bucket));
  if (bucket !== undefined) return { kind: "s3", bucket, prefix: prefix ?? "" };
  return directory === undefined ? undefined : { kind: "folder", directory };
}

function prefixProblems(prefix: string, bucket: string | undefined): string[] {
  if (bucket === undefined)
    return ["DEAD_LETTER_PREFIX is set but DEAD_LETTER_BUCKET is not: set both or neither"];
  const bytes = Buffer.byteLength(prefix);
  if (bytes <= MAX_DEAD_LETTER_PREFIX_BYTES) return [];
  return [`DEAD_LETTER_PREFIX has ${bytes} bytes: give ${MAX_DEAD_LETTER_PREFIX_BYTES} at most`];
}
