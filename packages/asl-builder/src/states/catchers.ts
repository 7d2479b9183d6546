import type { Catcher } from "./asl.ts";

/** Goes to `next` with the state's own input; what the error was is forgotten. */
export function catchAndForget(errors: readonly string[], next: string): Catcher {
  return { ErrorEquals: errors, Next: next, ResultPath: null };
}

/** Goes to `next` with `{ Error, Cause }` as the input. */
export function catchError(errors: readonly string[], next: string): Catcher {
  return { ErrorEquals: errors, Next: next };
}

/** Goes to `next` with the state's own input and, at `path`, `{ Error, Cause }`. */
export function catchAndKeep(errors: readonly string[], next: string, path: string): Catcher {
  return { ErrorEquals: errors, Next: next, ResultPath: path };
}
