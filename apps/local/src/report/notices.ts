import type { Invocation } from "../lambda/invocation.ts";
import { deadLetterProblem } from "./dead-letter-problem.ts";
import { type Advice, adviceOn } from "./remedies.ts";

/** Those that are told of; all others stand in the function's log. */
const MOST_NOTICES = 10;

/** What a person must know at once of a run's troubles: each kind of them once, with the remedy. */
export class Notices {
  private readonly told = new Set<string>();
  /** Invocations whose dead letters have been told of, and the last reason of each that was. */
  private readonly opened = new Set<Invocation>();
  private readonly reasons = new Map<Invocation, string>();

  /**
   * What has not been told yet, a line each.
   *
   * @param invocations all of the run, in the order of their start
   */
  fresh(invocations: readonly Invocation[]): string[] {
    const hasBeenUp = invocations.some(({ connectedAtMs }) => connectedAtMs !== undefined);
    const advice = invocations.flatMap((invocation) => this.newsOf(invocation));
    return advice.filter(({ hasRemedy }) => hasRemedy || !hasBeenUp).flatMap((each) => this.once(each));
  }

  private newsOf(invocation: Invocation): Advice[] {
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
    return news;
  }

  private once({ kind, text }: Advice): string[] {
    if (this.told.has(kind) || this.told.size >= MOST_NOTICES) return [];
    this.told.add(kind);
    return [text];
  }
}
