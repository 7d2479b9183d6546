import { BEGIN_EXPRESSIONS, type WriteExpression } from "@unbounded-streams/stream-lease/expressions";
import { INPUT_STREAM_IDS, inputStates, READ_INPUT } from "../relay/execution-input.ts";
import { BEGIN_VALUES, WAYS_TO_START } from "../relay/start.ts";
import type { State, StateMachineDefinition } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { beginsWith, isText, when } from "../states/conditions.ts";
import { DYNAMODB_CONDITION_FAILED_ERROR, STREAM_ID_ERROR } from "../states/error-names.ts";
import { fail } from "../states/flow-states.ts";
import { writeLease } from "../states/lease-tasks.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";
import { firstCarrierStates } from "./first-carrier.ts";
import { lookingStates, NO_LOOK_YET } from "./look.ts";
import { NAMES } from "./names.ts";
import { wakingStates } from "./wake.ts";
import { wakingCarrierStates } from "./wake-carrier.ts";

/*
 * How a stream gets onto a carrier, and why none is forgotten.
 *
 * The stream is begun as one that waits, in one write. From then on it is the carriers' to find, and this execution's to see that
 * there is a carrier. It looks at the stream; while that waits, it reads the record of the first carrier, consistently, and starts
 * that one when it does not run. So between two looks there is always a look at the first carrier.
 *
 * - A carrier that is just going to rest has read the table before this stream was begun. Its record says so by the next look: it is
 *   started again.
 * - Two admissions at once start the first carrier under one name, which its epoch gives, with one input: one execution. Each that
 *   has begun the carrier has raised the epoch.
 * - The reply of the start is lost: the same name is answered as the first time while that execution runs.
 * - The name is used up, by an execution that came to nothing or is long over (`ExecutionAlreadyExists`): from the second look on the
 *   name is this execution's own, another one for each look.
 * - The record says that the carrier runs and nobody does (its execution is gone and nobody was told): after some looks the carrier
 *   is started without asking. The begin of that execution decides: it does nothing while the lease holds, and the looks go on for
 *   longer than any lease does.
 * - All carriers are full: the stream waits for as long as it takes, on its record; a carrier that runs does not rest while a stream
 *   waits. So this execution may end.
 * - This execution, or a carrier's, is aborted or fails: the event of that starts another one, see `wake.ts`.
 *
 * Each look waits twice as long as the last one, so there are few of them, and none without a pause.
 */
export function admissionMachine(options: ResolvedAdmissionOptions): StateMachineDefinition {
  const { begin, restart } = WAYS_TO_START;
  const noStreams = INPUT_STREAM_IDS.map((path) => when(beginsWith(path, "#"), NAMES.carriersId));
  const wake = when(isText("$.source", "aws.states"), NAMES.howOver);
  return {
    Comment:
      options.comment ?? "Begins a stream, and looks after it until a carrier of the fleet has taken it.",
    StartAt: READ_INPUT,
    States: {
      ...inputStates({ begin, restart }, { carried: NO_LOOK_YET, first: noStreams, last: [wake] }),
      [NAMES.carriersId]: fail(STREAM_ID_ERROR, "no stream has an id that begins with #"),
      [begin]: beginWaiting(options, BEGIN_EXPRESSIONS.beginWaiting),
      [restart]: beginWaiting(options, BEGIN_EXPRESSIONS.restartWaiting),
      ...lookingStates(options),
      ...firstCarrierStates(options),
      ...wakingStates(options),
      ...wakingCarrierStates(options),
    },
  };
}

/** A write that is refused may have been made by an earlier attempt: the record shows it. */
function beginWaiting(options: ResolvedAdmissionOptions, expression: WriteExpression): State {
  return writeLease(
    options,
    expression,
    { ...BEGIN_VALUES, ":waiting": options.fleet },
    { Catch: [catchAndForget([DYNAMODB_CONDITION_FAILED_ERROR], NAMES.look)], Next: NAMES.giveTime },
  );
}
