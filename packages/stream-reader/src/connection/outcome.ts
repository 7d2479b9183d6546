import { StreamError } from "../errors/stream-error.ts";
import { publish } from "../http/diagnostics.ts";
import type { StreamFinish } from "./stream-connection.ts";

/** How a connection came out: said once, to its reader and on the diagnostics channels. */
export class Outcome {
  /** How reading finished; undefined while it goes on, and after an error. */
  finish: StreamFinish | undefined;
  /** Whether an error ended it. */
  failed = false;
  private readonly target: string;

  /** @param target for messages */
  constructor(target: string) {
    this.target = target;
  }

  finished(finish: StreamFinish): void {
    if (this.finish !== undefined) return;
    this.finish = finish;
    const { target } = this;
    const { kind, bytesReceived } = finish;
    const { clean, reason } = kind === "closed" ? finish : { clean: undefined, reason: undefined };
    publish("closed", () => ({ target, kind, clean, reason, bytesReceived }));
  }

  failedWith(error: unknown, bytesReceived: number): void {
    if (this.failed) return;
    this.failed = true;
    publish("error", () => ({
      target: this.target,
      code: error instanceof StreamError ? error.code : undefined,
      message: error instanceof Error ? error.message : String(error),
      bytesReceived,
    }));
  }
}
