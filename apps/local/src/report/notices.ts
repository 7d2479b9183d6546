import type { Invocation } from "../lambda/invocation.ts";
import type { SourceRequests } from "../lambda/source-requests.ts";
import { BriefConnections } from "./brief-connections.ts";
import { deadLetterProblem } from "./dead-letter-problem.ts";
import { type Advice, adviceOn } from "./remedies.ts";

/** Those that are told of; all others stand in the function's log. */
const MOST_NOTICES = 10;

/** A request without an answer for this long is told of: longer than a source that is well takes. */
const UNANSWERED_MS = 2_000;

/** What is known of requests before the function's log tells of them. */
type Requests = Pick<SourceRequests, "takePauses" | "unanswered">;

/** What a person must know at once of a run's troubles: each kind of them once, with the remedy. */
export class Notices {
  private readonly told = new Set<string>();
  /** Invocations whose dead letters have been told of, and the last reason of each that was. */
  private readonly opened = new Set<Invocation>();
  private readonly reasons = new Map<Invocation, string>();
  private readonly brief = new BriefConnections();
  private readonly requests: Requests | undefined;

  /** @param requests what the function asks of a source of the user's own; the built-in one keeps silent, and refuses, as it was told to */
  constructor(requests?: Requests) {
    this.requests = requests;
  }

  /**
   * What has not been told yet, a line each.
   *
   * @param invocations all of the run, in the order of their start
   */
  fresh(invocations: readonly Invocation[], nowMs = Date.now()): string[] {
    const hasBeenUp = invocations.some(({ connectedAtMs }) => connectedAtMs !== undefined);
    const advice = [
      ...this.newsOfRequests(nowMs),
      ...invocations.flatMap((invocation) => this.newsOf(invocation, nowMs)),
    ];
    return advice.filter(({ hasRemedy }) => hasRemedy || !hasBeenUp).flatMap((each) => this.once(each));
  }

  private newsOfRequests(nowMs: number): Advice[] {
    if (this.requests === undefined) return [];
    const news = this.requests.takePauses().map(adviceOn);
    const unanswered = this.requests.unanswered();
    if (unanswered === undefined || nowMs - unanswered.sinceMs < UNANSWERED_MS) return news;
    return [...news, adviceOn(`${unanswered.target} has not answered within ${UNANSWERED_MS / 1_000} s`)];
  }

  private newsOf(invocation: Invocation, nowMs: number): Advice[] {
    const { reason, deadLetter } = invocation;
    const news: Advice[] = [];
    if (reason !== undefined && this.reasons.get(invocation) !== reason) {
      this.reasons.set(invocation, reason);
      news.push(adviceOn(reason));
    }
    if (deadLetter !== undefined && !this.opened.has(invocation)) {
      this.opened.add(invocation);
      const problem = deadLetterProblem(deadLetter);
      if (problem !== undefined) news.push(adviceOn(problem));
    }
    if (this.brief.areAllOf(invocation, nowMs) && !adviceOn(reason ?? "").hasRemedy) {
      news.push(adviceOn(`each connection is over at once, and brings nothing new: ${reason}`));
    }
    return news;
  }

  private once({ kind, text }: Advice): string[] {
    if (this.told.has(kind) || this.told.size >= MOST_NOTICES) return [];
    this.told.add(kind);
    return [text];
  }
}
