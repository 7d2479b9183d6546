import {
  type ConnectionEvent,
  type FollowedStream,
  followStream,
  type ReopenStep,
  type TlsOptions,
} from "@unbounded-streams/stream-reader";
import { cursorRuleOf, goesOnAfter } from "../events/event-id.ts";
import { overlapWindowMs } from "../events/overlap-probe.ts";
import { followHistory, followText } from "../lease/follow-text.ts";
import { reopenPolicy } from "../lease/reopen-policy.ts";
import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";

/**
 * The stream from the lease's checkpoint on, over one connection after the other. The source is asked for nothing before
 * it is read.
 *
 * @throws StreamOptionError of `@unbounded-streams/stream-reader` when it cannot be asked for like this
 */
export async function connect(invocation: Invocation, tenure: Tenure | undefined): Promise<FollowedStream> {
  const tls = await invocation.options.tls?.();
  return follow(invocation, tenure, tls);
}

function follow(
  invocation: Invocation,
  tenure: Tenure | undefined,
  tls: TlsOptions | undefined,
): FollowedStream {
  const { stream: request, open, resume = false, resumeStart, eventId, system } = invocation.options;
  const { maxCursorBytes, followPolicy, onInvalid = "dead-letter" } = invocation.options;
  const history = followHistory(tenure?.hold.follow);
  const cursor = checkpointOf(invocation, tenure) ?? resumeStart;
  invocation.intake.goesOnAfter(cursor);
  const stream = followStream({
    ...request,
    ...(tls !== undefined && { tls }),
    controlFrames: "deliver",
    ...(eventId !== undefined && { cursorOf: cursorRuleOf(eventId) }),
    ...(maxCursorBytes === undefined ? {} : { maxCursorBytes }),
    rejected: onInvalid === "fail" ? "throw" : "deliver",
    ...(cursor === undefined ? {} : { cursor }),
    resume,
    acknowledge: "manual",
    policy: reopenPolicy(tenure?.lease, followPolicy),
    wasUp: tenure?.hold.wasUp ?? false,
    ...(history === undefined ? {} : { history }),
    open,
    onConnection: (event) => note(invocation, tenure, event),
    beforeReopen: (step) => {
      if (step.forgetCursor || step.cursor !== undefined) invocation.intake.goesOnAfter(stream.cursor);
      return mayReopen(invocation, tenure, step);
    },
    clock: system,
    sleep: (ms, signal) => system.sleep(ms, signal),
    random: () => system.random(),
  });
  tenure?.hold.noteBy(() => ({
    follow: followText(stream.history),
    upSinceMs: invocation.attempts.upSinceMs,
    cursorless: invocation.intake.counters.cursorless,
  }));
  return stream;
}

/** The lease's checkpoint, unless it was made by another `EVENT_ID`, or `RESUME` cannot take it: the stream goes on without it then, as if the source had refused it. */
function checkpointOf(
  { options: { eventId, log }, isUsable }: Invocation,
  tenure: Tenure | undefined,
): string | undefined {
  const checkpoint = tenure?.hold.checkpoint;
  if (checkpoint === undefined || eventId === undefined) return checkpoint;
  const hasParts = goesOnAfter(eventId, checkpoint);
  if (hasParts && isUsable(checkpoint)) return checkpoint;
  const why = hasParts
    ? "it is none that RESUME, or the URL of RESUME_REQUEST, can take"
    : "it has not the parts that EVENT_ID names";
  log.warn("checkpoint not usable", {
    problem: `${why}: the stream goes on without it, events may be missing`,
  });
  return undefined;
}

/** Confirms the first connection of the invocation: from then on the predecessor may go. */
function note(
  { options: { log }, attempts, intake }: Invocation,
  tenure: Tenure | undefined,
  event: ConnectionEvent,
): void {
  attempts.note(event);
  tenure?.meter?.note(event);
  // A kill may come before a pause of the source's own is over, or soon after a session was made.
  const mayBeNews = event.kind === "waiting" || event.kind === "open";
  if (mayBeNews && tenure?.hold.notes.follow !== tenure?.hold.follow) tenure?.keeper.saveSoon();
  if (event.kind !== "open") return;
  intake.connected();
  log.info("connected", { connectedAtMs: event.atMs, epoch: tenure?.hold.epoch });
  if (event !== attempts.firstUp || tenure === undefined) return;
  const { lease, budget } = tenure;
  const { handoverLeadMs } = lease;
  intake.watchForOverlap(event.atMs, overlapWindowMs(event.atMs, { handoverLeadMs, ...budget }));
  tenure.keeper.confirm();
}

/** Looks whether the stream is still this invocation's to open. */
async function mayReopen(
  { options: { log }, attempts, departure }: Invocation,
  tenure: Tenure | undefined,
  { delayMs, reason, forgetCursor }: ReopenStep & { reason: string },
): Promise<boolean> {
  await tenure?.keeper.check();
  if (departure.signal.aborted) return false;
  log.info("reconnecting", {
    reconnects: attempts.made,
    delayMs,
    reason,
    forgetCursor: forgetCursor === true,
  });
  return true;
}
