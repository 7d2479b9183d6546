import { StreamOptionError } from "../../errors/caller-errors.ts";
import { assertFillable, canRefuse } from "../resume/apply-resume.ts";
import { type CursorTest, isCursor } from "../resume/cursor.ts";
import { type ResumeRule, rulesOf } from "../resume/resume-rule.ts";
import { namesIn } from "../resume/template.ts";
import { assertUrlAfter, templateOf } from "./request-url.ts";
import type { WhenResuming } from "./when-resuming.ts";

/** What a request does with a cursor. */
export interface CursorUses {
  /** The stream's URL. */
  readonly url: string | URL;
  /** Where the cursor goes; nowhere by default. */
  readonly resume?: ResumeRule | readonly ResumeRule[] | false | undefined;
  readonly whenResuming?: Pick<WhenResuming, "url"> | undefined;
  /** The longest cursor, in bytes of UTF-8; 8,192 by default. */
  readonly maxCursorBytes?: number | undefined;
}

/**
 * Makes the test of the cursors that a stream can go on after: text that a request can carry, and that its rules and its URL take.
 * `abc` is none with `{id+1}`. One that only lacks parts is one: a request carries it once they have come.
 */
export function cursorTest({ url, resume = false, whenResuming, maxCursorBytes }: CursorUses): CursorTest {
  const rules = rulesOf(resume).filter(canRefuse);
  const other = templateOf(whenResuming?.url);
  const isInUrl = namesIn(other).length > 0;
  return (cursor) => {
    if (!isCursor(cursor, maxCursorBytes)) return false;
    try {
      assertFillable(rules, cursor);
      if (isInUrl) assertUrlAfter(other, url, cursor);
      return true;
    } catch (error) {
      if (error instanceof StreamOptionError) return false;
      throw error;
    }
  };
}
