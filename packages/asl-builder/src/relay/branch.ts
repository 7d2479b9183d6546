import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import type { PayloadTemplate, State, StateGraph } from "../asl.ts";
import { all, any, isPresent, isSameText, isText, not, when } from "../conditions.ts";
import {
  EXECUTION_EXISTS_ERROR,
  NO_SUCCESSOR_ERROR,
  PERMANENT_ERRORS,
  STREAM_ENDED_ERROR,
  STREAM_FAILED_ERROR,
  TRANSIENT_ERRORS,
  UNKNOWN_OUTCOME_ERROR,
} from "../error-names.ts";
import { LEASE_EPOCH, LEASE_PATHS, readLease } from "../lease-states.ts";
import { MAX_SUCCESSOR_STARTS, SERVICE_CALL_TIMEOUT_SECONDS } from "../limits.ts";
import { FINAL_OUTCOMES, PASSING_OUTCOMES } from "../outcomes.ts";
import { retryLambdaFaults, retryUnless } from "../retries.ts";
import {
  catchAndForget,
  catchAndKeep,
  choose,
  constant,
  fail,
  failAsCaught,
  invokeFunctionWith,
  note,
  reshape,
  taskTimeoutSeconds,
  wait,
  waitUntil,
} from "../states.ts";
import type { ResolvedRelayOptions } from "./resolved-options.ts";

/** The two branches. A goes first. */
export type BranchName = "A" | "B";

const ERROR_PATH = "$.error";
const OUTCOME_PATH = "$.connection.outcome";

/** What the branch knows of itself: small, and of one size for ever. */
function branchRecord(branch: BranchName, maxTurns: number): PayloadTemplate {
  return {
    "streamId.$": "$.streamId",
    "root.$": "$.root",
    "executionArn.$": "$$.Execution.Id",
    "holder.$": `States.Format('{}/${branch}', $$.Execution.Name)`,
    "partner.$": `States.Format('{}/${branch === "A" ? "B" : "A"}', $$.Execution.Name)`,
    "lastEpoch.$": `States.MathAdd(${LEASE_EPOCH}, ${maxTurns})`,
    successor: { "generation.$": "States.MathAdd($.generation, 1)" },
    turn: { attempts: 0, epoch: 0, previousEpoch: 0 },
  };
}

function namesOf(branch: BranchName, { taskName, lifetimeSeconds }: ResolvedRelayOptions) {
  return {
    init: `Branch ${branch}`,
    letOtherGoFirst: "Let A go first",
    look: `Look at the lease ${branch}`,
    whatToDo: `What does the lease say? ${branch}`,
    waitForHandover: `Wait for the handover ${branch}`,
    countTurn: `Count the turn ${branch}`,
    mayConnect: `May the branch connect? ${branch}`,
    pause: `Pause ${branch}`,
    connect: `${taskName} ${branch} (${lifetimeSeconds})`,
    howEnded: `How did the connection end? ${branch}`,
    startSuccessor: `Start a successor ${branch}`,
    nextName: `Take another name ${branch}`,
    waitForSuccessor: `Wait for the successor ${branch}`,
    handedOver: `Handed over ${branch}`,
    ended: `Stream ended ${branch}`,
    failed: `Stream failed ${branch}`,
    refused: `Refused ${branch}`,
    unknownOutcome: `Unknown outcome ${branch}`,
    noSuccessor: `No successor ${branch}`,
  };
}

type Names = ReturnType<typeof namesOf>;

/*
 * How an execution hands the stream to its successor, and why no way of doing so loses it.
 *
 * A branch whose turn it is and that is at its limit (enough claims by both branches, or enough turns of its own) starts
 * the successor instead of connecting, and looks at the lease every second until it is the successor's. The old holder
 * reads on all the while: it gives way to a confirmed connection and to nothing else. The successor inherits the record as
 * it is, finds a holder that is none of its own branches, connects at once, confirms, and the old holder's branch finds
 * the stream in other hands at its next look. Both branches have then ended well, and so does the execution.
 *
 * - The reply of the start is lost, or both branches are at the limit: the same name with the same input is answered as the
 *   first time while that execution runs.
 * - The successor has come and gone before the reply of a repeated start (`ExecutionAlreadyExists`), or was stopped before it
 *   could inherit: the branch takes the next name and looks. If the stream is in other hands by then, all is well; if not,
 *   the next name is started.
 * - Two executions are started, under two names: one of them inherits, since the condition of that write is the
 *   predecessor; the other one ends as "already running".
 * - The old holder's connection breaks before the successor has connected: its branch looks. If the stream is the successor's,
 *   it ends, and the successor is connecting. If not, it is this branch's turn: it connects, or, at the limit, starts the
 *   successor too. That is why a successor does not wait for the handover of a holder that it has inherited: should that
 *   one break, nobody but the successor would be left to replace it.
 * - The stream ends meanwhile: this execution's branch raises it; the successor cannot inherit and ends, or its first look
 *   shows it.
 * - No successor comes at all: after a number of tries the branch fails, loudly, and the stream is marked as failed.
 */

/**
 * One of the two branches: looks at the lease, waits until its turn, connects, and looks again, whatever became of the
 * connection. Each way round leads through the counting of turns.
 */
export function relayBranch(branch: BranchName, options: ResolvedRelayOptions): StateGraph {
  const names = namesOf(branch, options);
  const isFirst = branch === "A";
  return {
    StartAt: names.init,
    States: {
      [names.init]: reshape(branchRecord(branch, options.maxTurns), {
        Next: isFirst ? names.look : names.letOtherGoFirst,
      }),
      ...(isFirst ? {} : { [names.letOtherGoFirst]: wait(options.headStartSeconds, names.look) }),
      ...lookingStates(names, options),
      ...connectingStates(names, options),
      ...successorStates(names, options),
      ...endStates(names),
    },
  };
}

function lookingStates(names: Names, options: ResolvedRelayOptions): Record<string, State> {
  return {
    [names.look]: readLease(options, names.whatToDo),
    [names.whatToDo]: choose(
      [
        when(not(isPresent(LEASE_PATHS.record)), names.ended),
        when(not(isSameText(LEASE_PATHS.executionArn, "$.executionArn")), names.handedOver),
        ...[LEASE_STATUS.ended, LEASE_STATUS.stopped].map((status) =>
          when(isText(LEASE_PATHS.status, status), names.ended),
        ),
        when(not(isText(LEASE_PATHS.status, LEASE_STATUS.running)), names.failed),
        when(isSameText(LEASE_PATHS.holder, "$.holder"), names.countTurn),
        when(
          all(isSameText(LEASE_PATHS.holder, "$.partner"), isPresent(LEASE_PATHS.handoverAt)),
          names.waitForHandover,
        ),
      ],
      names.countTurn,
    ),
    [names.waitForHandover]: waitUntil(LEASE_PATHS.handoverAt, names.countTurn),
    [names.countTurn]: note(
      {
        "attempts.$": "States.MathAdd($.turn.attempts, 1)",
        "epoch.$": LEASE_EPOCH,
        "previousEpoch.$": "$.turn.epoch",
      },
      "$.turn",
      names.mayConnect,
    ),
    [names.mayConnect]: choose(
      [
        when(
          { Variable: "$.turn.attempts", NumericGreaterThan: options.maxTurns + MAX_SUCCESSOR_STARTS },
          names.noSuccessor,
        ),
        when(
          any(
            { Variable: "$.turn.epoch", NumericGreaterThanEqualsPath: "$.lastEpoch" },
            { Variable: "$.turn.attempts", NumericGreaterThan: options.maxTurns },
          ),
          names.startSuccessor,
        ),
        when({ Variable: "$.turn.epoch", NumericEqualsPath: "$.turn.previousEpoch" }, names.pause),
      ],
      names.connect,
    ),
    // Nobody has claimed since this branch's last attempt: the function fails before it claims. Not in a tight loop, then.
    [names.pause]: wait(1, names.connect),
  };
}

function connectingStates(names: Names, options: ResolvedRelayOptions): Record<string, State> {
  const payload = {
    "streamId.$": "$.streamId",
    "holder.$": "$.holder",
    "expectedEpoch.$": "$.turn.epoch",
    "executionArn.$": "$.executionArn",
  };
  return {
    [names.connect]: invokeFunctionWith(
      options,
      { Payload: payload },
      {
        TimeoutSeconds: taskTimeoutSeconds(options.lifetimeSeconds),
        ResultSelector: { "outcome.$": "$.Payload.outcome" },
        ResultPath: "$.connection",
        Retry: retryLambdaFaults(),
        Catch: [
          catchAndKeep(PERMANENT_ERRORS, names.refused, ERROR_PATH),
          catchAndForget(TRANSIENT_ERRORS, names.look),
        ],
        Next: names.howEnded,
      },
    ),
    [names.howEnded]: choose(
      [
        ...FINAL_OUTCOMES.map((outcome) => when(isText(OUTCOME_PATH, outcome), names.ended)),
        ...PASSING_OUTCOMES.map((outcome) => when(isText(OUTCOME_PATH, outcome), names.look)),
      ],
      names.unknownOutcome,
    ),
  };
}

function successorStates(names: Names, options: ResolvedRelayOptions): Record<string, State> {
  return {
    [names.startSuccessor]: {
      Type: "Task",
      Resource: `arn:${options.partition}:states:::states:startExecution`,
      Parameters: {
        "StateMachineArn.$": "$$.StateMachine.Id",
        "Name.$": "States.Format('{}-{}', $.root, $.successor.generation)",
        Input: {
          "streamId.$": "$.streamId",
          successor: true,
          "root.$": "$.root",
          "generation.$": "$.successor.generation",
          "predecessorArn.$": "$.executionArn",
        },
      },
      TimeoutSeconds: SERVICE_CALL_TIMEOUT_SECONDS,
      ResultPath: null,
      Retry: retryUnless([EXECUTION_EXISTS_ERROR]),
      Catch: [catchAndForget([EXECUTION_EXISTS_ERROR], names.nextName)],
      Next: names.waitForSuccessor,
    },
    [names.nextName]: note(
      { "generation.$": "States.MathAdd($.successor.generation, 1)" },
      "$.successor",
      names.waitForSuccessor,
    ),
    [names.waitForSuccessor]: wait(1, names.look),
    [names.handedOver]: constant({}, { End: true }),
  };
}

function endStates(names: Names): Record<string, State> {
  return {
    [names.ended]: fail(STREAM_ENDED_ERROR, "the stream has ended or was stopped"),
    [names.failed]: fail(STREAM_FAILED_ERROR, "the lease of the stream says why, as its reason"),
    [names.refused]: failAsCaught(ERROR_PATH),
    [names.unknownOutcome]: fail(
      UNKNOWN_OUTCOME_ERROR,
      `the function's answer has no outcome out of ${[...FINAL_OUTCOMES, ...PASSING_OUTCOMES].join(", ")}`,
    ),
    [names.noSuccessor]: fail(
      NO_SUCCESSOR_ERROR,
      `no successor execution took the stream over; ${MAX_SUCCESSOR_STARTS} were asked for`,
    ),
  };
}
