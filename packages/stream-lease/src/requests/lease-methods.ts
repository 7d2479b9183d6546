import { MAX_REASON_LENGTH } from "../limits.ts";
import type {
  CallOptions,
  LeaseCommand,
  LeaseRequests,
  LeaseResult,
  LeaseStore,
  LeaseVerb,
} from "../types.ts";
import { checkRequest } from "./check-request.ts";

/** Carries out one transition. */
type RunCommand = (command: LeaseCommand, options: CallOptions) => Promise<LeaseResult>;

/** The transitions of a store as methods: each checks its request, takes the time once, and runs the command. */
export function leaseMethods(now: () => number, run: RunCommand): Pick<LeaseStore, LeaseVerb> {
  const method =
    <Verb extends LeaseVerb>(verb: Verb) =>
    async (request: LeaseRequests[Verb], options: CallOptions = {}): Promise<LeaseResult> => {
      const timed = { ...withFittingReason(request), nowMs: now() };
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
    fail: method("fail"),
    stop: method("stop"),
  };
}

/** A reason is often an error's message, of any length and content; DynamoDB keeps no half surrogate pairs. */
function withFittingReason<Request extends object>(request: Request): Request {
  if (!("reason" in request) || typeof request.reason !== "string") return request;
  const reason = request.reason.slice(0, MAX_REASON_LENGTH).toWellFormed();
  return { ...request, reason: reason === "" ? "no reason given" : reason };
}
