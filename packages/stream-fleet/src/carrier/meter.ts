import { METRICS_MS } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";
import { isAtCap } from "../plan/growth.ts";
import type { FleetView } from "../types.ts";

/** Emits a carrier's metrics at each full minute of the clock, so that two invocations at a handover do not count twice. */
export class CarrierMeter {
  private readonly options: CarrierOptions;
  private minute: number;

  constructor(options: CarrierOptions) {
    this.options = options;
    this.minute = minuteOf(options.system.now());
  }

  emitWhenDue(view: FleetView): void {
    const { onMetrics, log, maxCarriers } = this.options;
    const minute = minuteOf(view.nowMs);
    if (minute === this.minute) return;
    this.minute = minute;
    const { me, waiting, load, nowMs } = view;
    const isFull = isAtCap(view);
    if (isFull) log.warn("streams wait, and no carrier has room", { waiting: waiting.length, maxCarriers });
    const oldestMs = Math.min(nowMs, ...waiting.map(({ waitingSinceMs }) => waitingSinceMs));
    onMetrics?.({
      seats: me.seats.filter(({ isHeld }) => isHeld).length,
      waitingStreams: waiting.length,
      oldestWaitSeconds: (nowMs - oldestMs) / 1_000,
      carrierLoad: Math.max(load.utilization, load.memory) * 100,
      carriersAtCap: isFull ? 1 : 0,
    });
  }
}

function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / METRICS_MS);
}
