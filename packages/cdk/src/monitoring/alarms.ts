import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { ResolvedAlarmsProps } from "../props/resolve-props.ts";
import type { WatchedFleet } from "./fleet-metrics.ts";
import type { StreamMetrics } from "./metrics.ts";

/** What alarms are made of. */
export interface AlarmsOptions {
  readonly thresholds: ResolvedAlarmsProps;
  /** The longest time that a turn of the relay takes. */
  readonly lifetime: Duration;
  readonly metrics: StreamMetrics;
  readonly stateMachine: IStateMachine;
  readonly connectionFunction: IFunction;
  readonly fleet: WatchedFleet | undefined;
  readonly onFailure: ITopic | undefined;
}

/** The alarms that the thresholds ask for, each telling the topic when it goes off and when all is well again. */
export function createAlarms(scope: Construct, options: AlarmsOptions): Alarm[] {
  const named = [
    ...valueAlarms(options),
    ...failureAlarms(options),
    ...silenceAlarm(options),
    ...noneStoredAlarm(options),
    ...fleetAlarms(options),
  ];
  const alarms = named.map(([id, props]) => new Alarm(scope, `${id}Alarm`, props));
  if (options.onFailure === undefined) return alarms;
  const action = new SnsAction(options.onFailure);
  for (const alarm of alarms) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarms;
}

/**
 * How long failures are counted, at least: a stream that is tried once in the relay's longest pause, five minutes, is still
 * seen to fail, and the alarm does not go back and forth.
 */
const FAILURES_PERIOD = Duration.minutes(15);

/** The longest period of an alarm's metric in CloudWatch. */
const LONGEST_PERIOD = Duration.days(1);

/**
 * How long failed turns are counted: as long as so many take that use all of their time, as those do over which a source
 * that is down is asked again and again.
 */
function turnsPeriod(turns: number, lifetime: Duration): Duration {
  const minutes = Math.ceil((turns * lifetime.toSeconds()) / 60);
  return Duration.minutes(
    Math.min(Math.max(minutes, FAILURES_PERIOD.toMinutes()), LONGEST_PERIOD.toMinutes()),
  );
}

type NamedAlarm = readonly [id: string, props: AlarmProps];

function valueAlarms({ thresholds, metrics, stateMachine }: AlarmsOptions): NamedAlarm[] {
  return [
    ...atLeast("Gap", seconds(thresholds.gap), metrics.gapSeconds(), "nobody was connected for too long"),
    ...atLeast(
      "ExecutionsFailed",
      thresholds.executionsFailed,
      stateMachine.metricFailed(),
      "an execution has failed: the lease of its stream says why",
    ),
    ...atLeast(
      "SinkThrottles",
      thresholds.sinkThrottles,
      metrics.sinkThrottles(),
      "DynamoDB throttles writes of events: the source is read more slowly",
    ),
    ...atLeast(
      "ConnectionAge",
      seconds(thresholds.connectionAge),
      metrics.connectionAgeSeconds(),
      "a connection has not been relieved in time",
    ),
    ...atLeast(
      "DeadLetters",
      thresholds.deadLetters,
      metrics.deadLetters(),
      "events that the table cannot take, or frames that are none, are in the dead-letter bucket",
    ),
  ];
}

function failureAlarms(options: AlarmsOptions): NamedAlarm[] {
  const { thresholds, lifetime, metrics, connectionFunction } = options;
  return [
    ...atLeast(
      "FailedTurns",
      thresholds.failedTurns,
      metrics.failedTurns({ period: turnsPeriod(thresholds.failedTurns || 0, lifetime) }),
      "connections fail, or come to nothing: the lease of the stream says why, as lastError",
    ),
    ...atLeast(
      "FunctionErrors",
      thresholds.functionErrors,
      connectionFunction.metricErrors({ period: FAILURES_PERIOD }),
      "invocations of the function end in errors, crash or are killed: its log says why",
    ),
    ...atLeast(
      "FunctionThrottles",
      thresholds.functionThrottles,
      connectionFunction.metricThrottles(),
      "Lambda throttles the function: the account or the function has no concurrency left",
    ),
  ];
}

function atLeast(
  id: string,
  threshold: number | false,
  metric: IMetric,
  alarmDescription: string,
): NamedAlarm[] {
  if (threshold === false) return [];
  return [
    [
      id,
      {
        alarmDescription,
        metric,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
    ],
  ];
}

/** A minute without a value counts as one without an event: nobody is connected then. */
function silenceAlarm({ thresholds, metrics }: AlarmsOptions): NamedAlarm[] {
  if (thresholds.noEventFor === false) return [];
  return [
    [
      "NoEvent",
      {
        alarmDescription: "no stream has brought an event for too long",
        metric: metrics.eventsReceived({ period: Duration.minutes(1) }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: thresholds.noEventFor.toMinutes(),
        treatMissingData: TreatMissingData.BREACHING,
      },
    ],
  ];
}

/** Twice in a row, each time for half of the duration: an event that is on its way when a metric is taken is not missed. */
function noneStoredAlarm({ thresholds, metrics }: AlarmsOptions): NamedAlarm[] {
  if (thresholds.noneStoredFor === false) return [];
  const period = Duration.minutes(thresholds.noneStoredFor.toMinutes() / 2);
  const choice = { period };
  return [
    [
      "NoneStored",
      {
        alarmDescription: "events come, and none of them is stored",
        metric: new MathExpression({
          expression: "IF(received > 0 AND stored + duplicates == 0, 1, 0)",
          label: "events come, none is stored",
          usingMetrics: {
            received: metrics.eventsReceived(choice),
            stored: metrics.eventsStored(choice),
            duplicates: metrics.duplicateEvents(choice),
          },
          period,
        }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
    ],
  ];
}

/** The machine that is started ends within minutes; it is the carriers' executions that go on. */
function fleetAlarms({ thresholds, fleet }: AlarmsOptions): NamedAlarm[] {
  if (fleet === undefined) return [];
  const { metrics, carrierMachine } = fleet;
  return [
    ...atLeast(
      "CarrierExecutionsFailed",
      thresholds.executionsFailed,
      carrierMachine.metricFailed(),
      "an execution of a carrier has failed: the lease of the carrier says why",
    ),
    ...atLeast(
      "WaitingFor",
      seconds(thresholds.waitingFor),
      metrics.oldestWaitSeconds(),
      "a running stream waits for a carrier for too long",
    ),
    ...atLeast(
      "CarriersAtCap",
      thresholds.carriersAtCap && 1,
      metrics.carriersAtCap(),
      "streams wait, no carrier has room, and maxCarriers run already",
    ),
  ];
}

function seconds(duration: Duration | false): number | false {
  return duration === false ? false : duration.toMilliseconds() / 1_000;
}
