import type { AlarmsProps, SourceProps, UnboundedStreamsProps } from "@unbounded-streams/cdk";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { AlarmsConfig, CloudConfig } from "./config.ts";

/** The construct's props as the config has them; what they refer to is made in the scope. */
export function constructProps(scope: Construct, config: CloudConfig): UnboundedStreamsProps {
  return {
    ...sourcesOf(scope, config),
    streamsPerFunction: config.streamsPerFunction,
    maxCarriers: config.maxCarriers,
    prepareFleet: config.prepareFleet,
    lifetime: seconds(config.lifetimeSeconds),
    handoverLead: seconds(config.handoverLeadSeconds),
    memorySize: config.memoryMb,
    reservedConcurrentExecutions: config.reservedConcurrentExecutions,
    maxTurns: config.maxTurns,
    eventsTtl: days(config.eventsTtlDays),
    eventKey: config.eventKey,
    eventsLayout: config.eventsLayout,
    shards: config.shards,
    compress: config.compress,
    writeMode: config.writeMode,
    packDelay: seconds(config.packDelaySeconds),
    readInOrder: config.readInOrder,
    onInvalid: config.onInvalid,
    deadLetterRetention: days(config.deadLetterRetentionDays),
    ledger: ledgerProps(config.ledgerRetentionDays),
    api: config.api,
    alarms: config.alarms && alarmsProps(config.alarms),
    onFailure: topicFor(scope, config.alarmEmail),
    dashboard: config.dashboard,
    perStreamMetrics: config.perStreamMetrics,
    logLevel: config.logLevel && ApplicationLogLevel[config.logLevel],
    logRetention: config.logRetentionDays,
    removalPolicy: config.keepData === false ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  };
}

function sourcesOf(
  scope: Construct,
  { source, sources }: CloudConfig,
): Pick<UnboundedStreamsProps, "source" | "sources"> {
  const named = Object.entries(sources ?? {}).map(([name, definition]) => [
    name,
    sourceProps(scope, definition, name),
  ]);
  return {
    ...(source !== undefined && { source: sourceProps(scope, source, "") }),
    ...(sources !== undefined && { sources: Object.fromEntries(named) }),
  };
}

/** @param name of the source; empty for the only one */
function sourceProps(scope: Construct, definition: SourceDefinition, name: string): SourceProps {
  const {
    keySecret,
    tlsSecret,
    secretHeaders,
    idleTimeoutSeconds,
    eventTimeoutSeconds,
    connectTimeoutSeconds,
    headersTimeoutSeconds,
    maxFrameBytes,
    maxReconnectDelaySeconds,
    ...same
  } = definition;
  const secret = (kind: string, nameOrArn: string | undefined) =>
    nameOrArn === undefined ? undefined : secretOf(scope, `Source${name}${kind}`, nameOrArn);
  return {
    ...(same as SourceProps),
    key: secret("Key", keySecret),
    tlsSecret: secret("Tls", tlsSecret),
    secretHeaders: secret("Headers", secretHeaders),
    idleTimeout: seconds(idleTimeoutSeconds),
    eventTimeout: seconds(eventTimeoutSeconds),
    connectTimeout: seconds(connectTimeoutSeconds),
    headersTimeout: seconds(headersTimeoutSeconds),
    maxFrame: maxFrameBytes === undefined ? undefined : Size.bytes(maxFrameBytes),
    maxReconnectDelay: seconds(maxReconnectDelaySeconds),
  };
}

function secretOf(scope: Construct, id: string, nameOrArn: string): ISecret {
  return nameOrArn.startsWith("arn:")
    ? Secret.fromSecretCompleteArn(scope, id, nameOrArn)
    : Secret.fromSecretNameV2(scope, id, nameOrArn);
}

function alarmsProps(config: AlarmsConfig): AlarmsProps {
  const {
    gapSeconds,
    noEventForMinutes,
    noneStoredForMinutes,
    connectionAgeSeconds,
    waitingForSeconds,
    ...same
  } = config;
  const inSeconds = (amount: number) => Duration.millis(amount * 1_000);
  return {
    ...same,
    gap: orFalse(gapSeconds, inSeconds),
    noEventFor: orFalse(noEventForMinutes, (amount) => Duration.minutes(amount)),
    noneStoredFor: orFalse(noneStoredForMinutes, (amount) => Duration.minutes(amount)),
    connectionAge: orFalse(connectionAgeSeconds, inSeconds),
    waitingFor: orFalse(waitingForSeconds, inSeconds),
  };
}

function ledgerProps(retentionDays: number | false | undefined): UnboundedStreamsProps["ledger"] {
  return retentionDays === undefined || retentionDays === false
    ? retentionDays
    : { retention: Duration.days(retentionDays) };
}

function topicFor(scope: Construct, alarmEmail: string | undefined): Topic | undefined {
  if (alarmEmail === undefined) return undefined;
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}

function orFalse(
  amount: number | false | undefined,
  unit: (amount: number) => Duration,
): Duration | false | undefined {
  return amount === undefined || amount === false ? amount : unit(amount);
}

function seconds(amount: number | undefined): Duration | undefined {
  return amount === undefined ? undefined : Duration.millis(amount * 1_000);
}

function days(amount: number | undefined): Duration | undefined {
  return amount === undefined ? undefined : Duration.days(amount);
}
