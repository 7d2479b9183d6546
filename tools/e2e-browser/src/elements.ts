import type { Page } from "playwright-core";

/** A connection as the page draws it. */
export interface BarElement {
  readonly epoch: number;
  readonly lane: string;
  readonly outcome: string;
  /** Epoch milliseconds; not a number where it was never up. */
  readonly connectedAtMs: number;
  readonly endedAtMs: number;
  readonly notches: number;
  /** Whether it has not said itself how it ended. */
  readonly isKilled: boolean;
}

/** A handover as the page draws it. */
export interface JointElement {
  readonly epoch: number;
  readonly proof: string;
}

/** A gap as the page draws it. */
export interface GapElement {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether a source may have swapped one connection for the next in it. */
  readonly isSwap: boolean;
}

/** What the page draws of a stream. */
export interface Elements {
  readonly bars: readonly BarElement[];
  readonly joints: readonly JointElement[];
  readonly gaps: readonly GapElement[];
}

/** Reads what is drawn, all at one moment. */
export function readElements(page: Page): Promise<Elements> {
  return page.evaluate(() => {
    const all = (selector: string) => Array.from(document.querySelectorAll<SVGGElement>(selector));
    return {
      bars: all(".bar").map((bar) => ({
        epoch: Number(bar.dataset.epoch),
        lane: bar.dataset.lane ?? "",
        outcome: bar.dataset.outcome ?? "",
        connectedAtMs: Number.parseInt(bar.dataset.connected ?? "", 10),
        endedAtMs: Number.parseInt(bar.dataset.ended ?? "", 10),
        notches: bar.querySelectorAll(".notch").length,
        isKilled: bar.classList.contains("killed"),
      })),
      joints: all(".joint").map(({ dataset }) => ({
        epoch: Number(dataset.epoch),
        proof: dataset.proof ?? "",
      })),
      gaps: all(".gap").map(({ dataset }) => ({
        fromMs: Number(dataset.from),
        untilMs: Number(dataset.until),
        isSwap: dataset.swap === "true",
      })),
    };
  });
}
