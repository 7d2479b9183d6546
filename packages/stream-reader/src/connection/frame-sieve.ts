import { controlCursor } from "../control/control-cursor.ts";
import { controlMatcher } from "../control/control-matcher.ts";
import type { ControlRule } from "../control/control-rule.ts";
import { endSignalOf } from "../control/end-of-rule.ts";
import type { EndSignal } from "../end-signals/end-signal.ts";
import type { FrameMatcher } from "../end-signals/frame-matchers.ts";
import { matchFrame } from "../end-signals/match-frame.ts";
import { type ControlSaying, StreamFailureError, StreamRestartError } from "../errors/control-errors.ts";
import { controlFrame } from "../framing/frames/control-frame.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { excerptOfBytes } from "../http/response/shown-excerpt.ts";
import type { OpenSocket } from "../websocket/socket-opening.ts";

/** By what frames are told from what is about their stream. */
export interface FrameRules {
  /** End signals that are frames. */
  readonly signals: readonly FrameMatcher[];
  readonly control: readonly ControlRule[];
  /** Whether control frames are handed over in their place. */
  readonly delivers: boolean;
}

/** What a batch holds for its reader. */
export interface Sifted {
  readonly frames: Frame[];
  /** What ends the reading after these frames; undefined when it goes on. */
  readonly last?: { readonly signal: EndSignal; readonly frame: Frame } | { readonly error: Error };
}

/** Takes out of the batches of a connection what is no event: control frames, and the signal that ends the stream. */
export class FrameSieve {
  private readonly signals: readonly FrameMatcher[];
  private readonly ruleOf: ((frame: Frame) => ControlRule | undefined) | undefined;
  private readonly delivers: boolean;
  private readonly target: string;
  private readonly shown: (text: string) => string;
  private readonly reply: OpenSocket["reply"] | undefined;

  /**
   * @param target for messages
   * @param shown the part of a text that a message may show
   * @param reply sends a message in answer; undefined where none can be sent
   */
  constructor(
    { signals, control, delivers }: FrameRules,
    target: string,
    shown: (text: string) => string,
    reply?: OpenSocket["reply"],
  ) {
    this.signals = signals;
    if (control.length > 0) this.ruleOf = controlMatcher(control);
    this.delivers = delivers;
    this.target = target;
    this.shown = shown;
    this.reply = reply;
  }

  /** The frames before the first that ends the reading; what comes after it does not count. */
  sift(frames: Frame[]): Sifted {
    const { ruleOf, signals } = this;
    if (ruleOf === undefined && signals.length === 0) return { frames };
    const kept: Frame[] = [];
    for (const frame of frames) {
      const rule = ruleOf?.(frame);
      if (rule !== undefined) {
        const last = this.lastOf(rule, frame);
        if (last !== undefined) return { frames: kept, last };
        if (this.delivers) kept.push(marked(rule, frame));
        continue;
      }
      const match = frame.rejected === undefined ? matchFrame(signals, frame) : undefined;
      if (match === undefined) kept.push(frame);
      else {
        if (match.before !== undefined) kept.push(match.before);
        return { frames: kept, last: match };
      }
    }
    return { frames: kept };
  }

  /** What a frame ends the reading with, by its rule; undefined when it goes on. */
  private lastOf(rule: ControlRule, frame: Frame): Sifted["last"] {
    const { target } = this;
    switch (rule.action) {
      case "end":
        return { signal: endSignalOf(rule), frame };
      case "failure":
        return { error: new StreamFailureError(target, this.sayingOf(frame)) };
      case "restart": {
        const cursor = controlCursor(rule, frame) || undefined;
        return { error: new StreamRestartError(target, { ...this.sayingOf(frame), cursor }) };
      }
      case "ignore":
        if (rule.reply !== undefined) this.reply?.(rule.reply);
        return undefined;
      case "cursor":
        return undefined;
    }
  }

  private sayingOf({ bytes }: Frame): ControlSaying {
    const excerpt = excerptOfBytes([bytes]);
    return { excerpt, shown: this.shown(excerpt) };
  }
}

function marked(rule: ControlRule, frame: Frame): Frame {
  const action = rule.action === "cursor" ? "cursor" : "ignore";
  return controlFrame(frame, { action, cursor: controlCursor(rule, frame) });
}
