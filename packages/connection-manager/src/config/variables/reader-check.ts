import { StreamError } from "@unbounded-streams/stream-reader";

/** What `read` gives; undefined, with a problem, when the reader refuses it. */
export function reading<T>(name: string, read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    problems.push(`${name}: ${error.message}`);
    return undefined;
  }
}
