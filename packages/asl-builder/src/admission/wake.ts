import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { LONGEST_TURN_PAUSE_SECONDS } from "@unbounded-streams/stream-lease/turn-pause";
import { EXECUTION } from "../relay/execution-input.ts";
import type { State } from "../states/asl.ts";
import { any, beginsWith, isSomeText, isText, when } from "../states/conditions.ts";
import { choose, reshape, wait } from "../states/flow-states.ts";
import { ADMISSION_OUTCOMES } from "../states/outcomes.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";
import { NO_LOOK_YET } from "./look.ts";
import { NAMES } from "./names.ts";

/*
 * Who goes on when an execution breaks off.
 *
 * The input is EventBridge's event of an execution's status (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html),
 * of a carrier or of an admission; `detail.input` is that execution's own input, as text, or missing when it was too long.
 *
 * An execution that somebody has aborted is followed at once. One that has failed would fail again: there is a pause before another
 * one, so that a fault that remains costs a few transitions in five minutes, and a fault that passes is survived.
 */

/** The states that go on with what an execution has left. */
export function wakingStates({ fleet }: ResolvedAdmissionOptions): Record<string, State> {
  const status = (...texts: string[]) => any(...texts.map((text) => isText("$.detail.status", text)));
  const { look } = NO_LOOK_YET;
  const lookAfter = (streamId: string): State =>
    reshape(
      { "streamId.$": streamId, "executionArn.$": "$.executionArn", ...NO_LOOK_YET },
      { Next: NAMES.look },
    );
  return {
    [NAMES.howOver]: choose(
      [
        when(isText("$.detail.status", "ABORTED"), NAMES.isInputKnown),
        when(status("FAILED", "TIMED_OUT"), NAMES.rest),
      ],
      NAMES.nothingToWake,
    ),
    [NAMES.rest]: wait(LONGEST_TURN_PAUSE_SECONDS, NAMES.isInputKnown),
    [NAMES.isInputKnown]: choose([when(isSomeText("$.detail.input"), NAMES.readInput)], NAMES.wakeFleet),
    [NAMES.readInput]: reshape(
      {
        "input.$": "States.StringToJson($.detail.input)",
        "executionArn.$": "$.detail.executionArn",
        "name.$": "$.detail.name",
      },
      { Next: NAMES.whatFor },
    ),
    [NAMES.whatFor]: choose(
      [
        when(beginsWith("$.input.streamId", "#carrier/"), NAMES.wakeCarrier),
        when(isSomeText("$.input.pathParameters.streamId"), NAMES.wakeApiStream),
        when(isSomeText("$.input.streamId"), NAMES.wakeStream),
        when(isText("$.input.source", "aws.states"), NAMES.wakeFleet),
      ],
      NAMES.nothingToWake,
    ),
    [NAMES.wakeApiStream]: lookAfter("$.input.pathParameters.streamId"),
    [NAMES.wakeStream]: lookAfter("$.input.streamId"),
    // Nobody knows for which stream: the first carrier will, once it runs. It is started under a name that nobody can have used.
    [NAMES.wakeFleet]: reshape(
      { streamId: carrierId(fleet, 1), ...EXECUTION, look: { ...look, count: 1 } },
      { Next: NAMES.lookAtFirst },
    ),
    [NAMES.nothingToWake]: reshape({ outcome: ADMISSION_OUTCOMES.nothingToWake }, { End: true }),
  };
}
