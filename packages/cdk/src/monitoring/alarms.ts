import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { ResolvedAlarmsProps } from "../props/resolve-props.ts";
import type { StreamMetrics } from "./metrics.ts";

/** What alarms are made of. */
export interface AlarmsOptions {
  readonly thresholds: ResolvedAlarmsProps;
  readonly metrics: StreamMetrics;
  readonly stateMachine: IStateMachine;
  readonly onFailure: ITopic | undefined;
}

/** The alarms that the thresholds ask for, each telling the topic when it goes off and when all is well again. */
export function createAlarms(scope: Construct, options: AlarmsOptions): Alarm[] {
  const alarms = [...valueAlarms(options), ...silenceAlarm(options)].map(
    ([id, props]) => new Alarm(scope, `${id}Alarm`, props),
  );
  if (options.onFailure === undefined) return alarms;
  const action = new SnsAction(options.onFailure);
  for (const alarm of alarms) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarms;
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
      "events were too large for the table and are in the dead-letter bucket",
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

function seconds(duration: Duration | false): number | false {
  return duration === false ? false : duration.toMilliseconds() / 1_000;
}
