import type { CallOptions, LeaseStore } from "../lease-store.ts";
import { MAX_REASON_LENGTH } from "../limits.ts";
import type { LeaseCommand, LeaseRequests, LeaseResult, LeaseVerb } from "../types.ts";
import { checkRequest } from "./check-request.ts";

/** Carries out one transition. */
type RunCommand = (command: LeaseCommand, options: CallOptions) => Promise<LeaseResult>;

/** The transitions of a store as methods: each checks its request, takes the time once, and runs the command. */
export function leaseMethods(now: () => number, run: RunCommand): Pick<LeaseStore, LeaseVerb> {
  const method =
    <Verb extends LeaseVerb>(verb: Verb) =>
    async (request: LeaseRequests[Verb], options: CallOptions = {}): Promise<LeaseResult> => {
      const timed = { ...withFittingTexts(request), nowMs: now() };
      checkRequest(verb, timed);
      return run({ verb, request: timed } as LeaseCommand, options);
    };
  return {
    begin: method("begin"),
    inherit: method("inherit"),
    claim: method("claim"),
    confirm: method("confirm"),
    advance: method("advance"),
    finish: method("finish"),
    tally: method("tally"),
    fail: method("fail"),
    stop: method("stop"),
    offer: method("offer"),
    withdraw: method("withdraw"),
    release: method("release"),
    report: method("report"),
  };
}

/** Texts that are often an error's message, of any length and content; DynamoDB keeps no half surrogate pairs. */
const FREE_TEXTS = ["reason", "lastError"];

function withFittingTexts<Request extends object>(request: Request): Request {
  const fitting = Object.entries(request)
    .filter(([name, text]) => FREE_TEXTS.includes(name) && typeof text === "string")
    .map(([name, text]) => [name, text.slice(0, MAX_REASON_LENGTH).toWellFormed() || "no reason given"]);
  return { ...request, ...Object.fromEntries(fitting) };
}
