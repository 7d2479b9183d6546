import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { WatchedFleet } from "./fleet-metrics.ts";
import type { StreamMetrics } from "./metrics.ts";

/** What the dashboard shows. */
export interface DashboardOptions {
  readonly metrics: StreamMetrics;
  readonly stateMachine: IStateMachine;
  readonly connectionFunction: IFunction;
  readonly fleet: WatchedFleet | undefined;
  readonly alarms: readonly Alarm[];
}

const HALF_WIDTH = 12;

/** The state of the alarms, then events, continuity, storage, failures, machinery and fleet, two graphs to a row. */
export function createDashboard(scope: Construct, options: DashboardOptions): Dashboard {
  const { metrics, stateMachine, connectionFunction, alarms } = options;
  const rows: IWidget[][] = [
    [
      graph("Events", [metrics.eventsReceived(), metrics.eventsStored(), metrics.duplicateEvents()]),
      graph("Gaps (s)", [metrics.gapSeconds()]),
    ],
    [
      graph("Connections", [metrics.reconnects(), connectionFunction.metricInvocations()]),
      graph("Age of the connection (s)", [metrics.connectionAgeSeconds()]),
    ],
    [
      graph("Storage", [metrics.sinkThrottles(), metrics.deadLetters(), metrics.framesSkipped()]),
      graph("Overlap at handovers (ms)", [metrics.handoverOverlapMs()]),
    ],
    [
      graph("Turns that failed", [metrics.failedTurns()]),
      graph("Frames without a cursor", [metrics.cursorlessFrames()]),
    ],
    [
      graph("Executions", [stateMachine.metricStarted(), stateMachine.metricFailed()]),
      graph("Function", [connectionFunction.metricErrors(), connectionFunction.metricThrottles()]),
    ],
  ];
  if (options.fleet !== undefined) rows.push(...fleetRows(options.fleet));
  const status =
    alarms.length === 0 ? [] : [[new AlarmStatusWidget({ alarms: [...alarms], width: 2 * HALF_WIDTH })]];
  return new Dashboard(scope, "Dashboard", { widgets: [...status, ...rows] });
}

function fleetRows({ metrics, carrierMachine }: WatchedFleet): IWidget[][] {
  return [
    [
      graph("Carriers and the streams on them", [metrics.carriers(), metrics.seats()]),
      graph("Streams that wait for a carrier", [metrics.waitingStreams(), metrics.carriersAtCap()]),
    ],
    [
      graph("Longest wait (s)", [metrics.oldestWaitSeconds()]),
      graph("Load of the busiest carrier (%)", [metrics.carrierLoad()]),
    ],
    [
      graph("Executions of carriers", [
        carrierMachine.metricStarted(),
        carrierMachine.metricFailed(),
        carrierMachine.metricAborted(),
      ]),
    ],
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF_WIDTH });
}
