import type { Lease, LeaseCommand, LeaseRequests, LeaseResult, LeaseVerb, Timed } from "../types.ts";
import { advance, begin, claim, confirm, fail, finish, inherit, stop, tally } from "./lease.ts";
import { offer, release, report, withdraw } from "./seats.ts";

type TransitionFunctions = {
  readonly [V in LeaseVerb]: (lease: Lease | undefined, request: Timed<LeaseRequests[V]>) => LeaseResult;
};

const TRANSITIONS: TransitionFunctions = {
  begin,
  inherit,
  claim,
  confirm,
  advance,
  finish,
  tally,
  fail,
  stop,
  offer,
  withdraw,
  release,
  report,
};

/** The transition that a command names, on a record. A result whose lease is the record itself changes nothing. */
export function applyCommand<Verb extends LeaseVerb>(
  lease: Lease | undefined,
  { verb, request }: LeaseCommand<Verb>,
): LeaseResult {
  return TRANSITIONS[verb](lease, request);
}
