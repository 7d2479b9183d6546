import { StreamError } from "./stream-error.ts";

/** A failure that came from further down: the message and `reason` say why. */
export abstract class CausedError extends StreamError {
  /** The code of the system, undici, OpenSSL or Node, such as `ECONNREFUSED`, and what it says. */
  readonly reason: string;

  constructor(cause: unknown, message: (reason: string) => string) {
    const reason = reasonOf(cause);
    super(message(reason), { cause });
    this.reason = reason;
  }
}

/** A cause in words, its code first. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? cause.message : `${code} ${cause.message}`.trim();
}
