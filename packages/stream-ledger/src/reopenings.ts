import { MAX_REOPENINGS } from "./limits.ts";
import type { ConnectionRecord, FurtherReopenings, Reopening } from "./types.ts";

/** The times that a connection was down, as its record tells them: the first ones, and of the rest what they come to. */
export class Reopenings {
  private readonly listed: Reopening[] = [];
  private further: FurtherReopenings | undefined;
  /** The one that goes on, when it is of the further ones. */
  private brokeAtMs: number | undefined;

  /**
   * The connection to the source is gone. Without effect while it is down already.
   *
   * @param silentSinceMs since when nothing had come, where that is how it was noticed
   */
  broke(atMs: number, why: string, silentSinceMs?: number): void {
    if (this.isDown) return;
    if (this.listed.length < MAX_REOPENINGS) {
      this.listed.push({ brokeAtMs: atMs, why, ...(silentSinceMs === undefined ? {} : { silentSinceMs }) });
      return;
    }
    const { count = 0, fromMs = silentSinceMs ?? atMs, downMs = 0 } = this.further ?? {};
    this.further = { count: count + 1, fromMs, downMs };
    this.brokeAtMs = atMs;
  }

  /** It is up again. Without effect while it is up already. */
  back(atMs: number): void {
    const last = this.listed.at(-1);
    if (last !== undefined && last.backAtMs === undefined) {
      this.listed.splice(-1, 1, { ...last, backAtMs: atMs });
    }
    if (this.further === undefined || this.brokeAtMs === undefined) return;
    const downMs = this.further.downMs + Math.max(0, atMs - this.brokeAtMs);
    this.further = { ...this.further, untilMs: atMs, downMs };
    this.brokeAtMs = undefined;
  }

  /** Whether it is down. */
  get isDown(): boolean {
    const last = this.listed.at(-1);
    return this.brokeAtMs !== undefined || (last !== undefined && last.backAtMs === undefined);
  }

  /** What stands in the record. */
  get told(): Pick<ConnectionRecord, "reopenings" | "furtherReopenings"> {
    return {
      reopenings: [...this.listed],
      ...(this.further === undefined ? {} : { furtherReopenings: this.further }),
    };
  }
}
