import { Names } from "aws-cdk-lib";
import type { IApiKey, RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Alarm, Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { EventSourceMapping, IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { CfnPipe } from "aws-cdk-lib/aws-pipes";
import type { Bucket, IBucket } from "aws-cdk-lib/aws-s3";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { type ConnectionsApi, connectionsApi } from "./api/connections-api.ts";
import { propProblems } from "./checks/check-props.ts";
import { InvalidPropsError } from "./errors.ts";
import { admissionMachine } from "./fleet/admission-machine.ts";
import { allowCarrierStarts } from "./fleet/carrier-starts.ts";
import { wakeRule } from "./fleet/wake-rule.ts";
import { connectionFunction } from "./function/connection-function.ts";
import { allowAlarms } from "./monitoring/alarm-topic.ts";
import { createAlarms } from "./monitoring/alarms.ts";
import { createDashboard } from "./monitoring/dashboard.ts";
import { FleetMetrics, type WatchedFleet } from "./monitoring/fleet-metrics.ts";
import { StreamMetrics } from "./monitoring/metrics.ts";
import { acknowledgeFindings } from "./nag-findings.ts";
import { Outlets } from "./outlets/outlets.ts";
import type { PipeTarget } from "./outlets/pipe-target.ts";
import type { ArchiveProps, ConsumerProps, PipeProps } from "./props/outlet-props.ts";
import { type ResolvedProps, resolveProps } from "./props/resolve-props.ts";
import type { UnboundedStreamsProps } from "./props/unbounded-streams-props.ts";
import { relayMachine } from "./relay/relay-machine.ts";
import { deadLetterBucket } from "./storage/dead-letter-bucket.ts";
import { ledgerTable } from "./storage/ledger-table.ts";
import { eventsTable, streamsTable } from "./storage/tables.ts";

const MAX_MADE_NAME_LENGTH = 64;

/**
 * Keeps HTTP streams open for ever: a function that holds one connection, a state machine that relays connections without a gap,
 * tables for events and leases, a bucket for dead letters, an API, metrics, alarms and a dashboard.
 *
 * @throws InvalidPropsError (`PROPS_INVALID`) that lists everything that is wrong with the props
 */
export class UnboundedStreams extends Construct {
  /** Where the events are: partition key `PK`, the stream; sort key `SK`, the event. */
  readonly eventsTable: ITable;
  /** Who holds each stream. */
  readonly streamsTable: ITable;
  /** Where every connection is on record; undefined when `ledger` is false. */
  readonly ledgerTable: ITable | undefined;
  /** Where events are that were too large for the table. */
  readonly deadLetterBucket: Bucket;
  /** Holds one connection; with a fleet, that of many streams. */
  readonly function: LambdaFunction;
  /** Relays a stream, or lets it onto a carrier; start it with `{ streamId }`. */
  readonly stateMachine: StateMachine;
  /** Relays the carriers of a fleet, which start it themselves; undefined without a fleet. */
  readonly carrierMachine: StateMachine | undefined;
  /** Starts, shows and stops streams; undefined when `api` is false. */
  readonly api: RestApi | undefined;
  /** What callers of the API put into `x-api-key`; undefined when it asks for none. */
  readonly apiKey: IApiKey | undefined;
  /** The metrics that the function emits. */
  readonly metrics: StreamMetrics;
  /** The metrics of the fleet; undefined without one. */
  readonly fleetMetrics: FleetMetrics | undefined;
  /** Empty when `alarms` is false. */
  readonly alarms: readonly Alarm[];
  /** Undefined when `dashboard` is false. */
  readonly dashboard: Dashboard | undefined;
  private readonly outlets: Outlets;

  constructor(scope: Construct, id: string, props: UnboundedStreamsProps) {
    super(scope, id);
    const problems = propProblems(this, props);
    if (problems.length > 0) throw new InvalidPropsError(this.node.path, problems);
    const resolved = resolveProps(props);
    const serviceName =
      props.serviceName ?? Names.uniqueResourceName(this, { maxLength: MAX_MADE_NAME_LENGTH });

    this.eventsTable = eventsTable(this, resolved);
    this.streamsTable = streamsTable(this, resolved);
    this.ledgerTable = ledgerTable(this, resolved);
    this.deadLetterBucket = deadLetterBucket(this, resolved);
    this.function = connectionFunction(this, resolved, {
      eventsTable: this.eventsTable,
      streamsTable: this.streamsTable,
      ledgerTable: this.ledgerTable,
      deadLetters: this.deadLetterBucket,
      serviceName,
    });
    const relay = relayMachine(this, resolved, {
      connectionFunction: this.function,
      streamsTable: this.streamsTable,
    });
    this.stateMachine = this.makeFleet(resolved, relay) ?? relay;
    this.carrierMachine = this.stateMachine === relay ? undefined : relay;
    const api = this.makeApi(resolved);
    this.api = api?.restApi;
    this.apiKey = api?.apiKey;
    this.metrics = new StreamMetrics({ serviceName, perStreamMetrics: resolved.perStreamMetrics });
    this.fleetMetrics = resolved.fleet && new FleetMetrics({ serviceName });
    this.alarms = this.makeAlarms(resolved);
    this.dashboard = resolved.dashboard ? this.makeDashboard() : undefined;
    this.outlets = new Outlets(this, this.eventsTable, resolved);
    acknowledgeFindings(this, this.deadLetterBucket);
  }

  /**
   * Hands the records of what is added to the table for events to a function, by its stream. `createConsumer` of
   * `@unbounded-streams/event-sink/consume` makes a handler that takes the events out of them.
   *
   * @throws InvalidPropsError (`PROPS_INVALID`) that lists everything that is wrong with the props
   * @throws TableStreamError (`TABLE_STREAM_UNUSABLE`) when the table has no stream with new images
   */
  addConsumer(consumer: IFunction, props: ConsumerProps = {}): EventSourceMapping {
    return this.outlets.consumer(consumer, props);
  }

  /**
   * Hands what is added to the table for events to an event bus, a queue, a Kinesis stream or a state machine, by a pipe of EventBridge.
   * Packed and compressed events are unpacked on their way, into messages `{ streamId, events }`.
   *
   * @throws InvalidPropsError (`PROPS_INVALID`) that lists everything that is wrong with the props
   * @throws TableStreamError (`TABLE_STREAM_UNUSABLE`) when the table has no stream with new images
   */
  pipeTo(target: PipeTarget, props: PipeProps = {}): CfnPipe {
    return this.outlets.pipe(target, props);
  }

  /**
   * Keeps what is added to the table for events in a bucket: gzipped lines of JSON, an object every five minutes or less.
   *
   * @returns the function that archives
   * @throws InvalidPropsError (`PROPS_INVALID`) that lists everything that is wrong with the props
   * @throws TableStreamError (`TABLE_STREAM_UNUSABLE`) when the table has no stream with new images
   */
  archiveTo(bucket: IBucket, props: ArchiveProps = {}): LambdaFunction {
    return this.outlets.archive(bucket, props);
  }

  /** Lets somebody start, show and stop streams through the API. No effect on an API that asks for a key alone. */
  grantManageStreams(grantee: IGrantable): Grant {
    if (this.api === undefined) return Grant.drop(grantee, "there is no API");
    const { stageName } = this.api.deploymentStage;
    return Grant.addToPrincipal({
      grantee,
      actions: ["execute-api:Invoke"],
      resourceArns: [
        this.api.arnForExecuteApi("GET", "/connections", stageName),
        ...["POST", "GET", "DELETE"].map(
          (method) => this.api?.arnForExecuteApi(method, "/connections/*", stageName) ?? "",
        ),
      ],
    });
  }

  /** Gives the machine that lets streams onto carriers, if there is to be a fleet. */
  private makeFleet(props: ResolvedProps, carrierMachine: StateMachine): StateMachine | undefined {
    const { fleet } = props;
    if (fleet === undefined) return undefined;
    const { streamsTable } = this;
    const admission = admissionMachine(this, props, { fleet, carrierMachine, streamsTable });
    allowCarrierStarts(this, this.function, carrierMachine);
    wakeRule(this, { carrierMachine, admissionMachine: admission });
    return admission;
  }

  private get watchedFleet(): WatchedFleet | undefined {
    const { fleetMetrics, carrierMachine } = this;
    if (fleetMetrics === undefined || carrierMachine === undefined) return undefined;
    return { metrics: fleetMetrics, carrierMachine };
  }

  private makeApi(props: ResolvedProps): ConnectionsApi | undefined {
    const { api } = props;
    if (api === false) return undefined;
    const { stateMachine, streamsTable, ledgerTable } = this;
    return connectionsApi(this, { ...props, api }, { stateMachine, streamsTable, ledgerTable });
  }

  private makeAlarms({ alarms: thresholds, lifetime, onFailure }: ResolvedProps): Alarm[] {
    if (thresholds === false) return [];
    if (onFailure !== undefined) allowAlarms(this, onFailure);
    const { metrics, stateMachine, function: connectionFunction, watchedFleet: fleet } = this;
    const watched = { metrics, stateMachine, connectionFunction, fleet };
    return createAlarms(this, { thresholds, lifetime, ...watched, onFailure });
  }

  private makeDashboard(): Dashboard {
    const { metrics, stateMachine, alarms, function: connectionFunction, watchedFleet: fleet } = this;
    return createDashboard(this, { metrics, stateMachine, alarms, connectionFunction, fleet });
  }
}
