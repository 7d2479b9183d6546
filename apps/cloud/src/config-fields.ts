import { SOURCE_FIELDS } from "@unbounded-streams/connection-manager/source-definition";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  amount,
  anyObject,
  choice,
  entries,
  type Field,
  object,
  ofKind,
  orFalse,
  pattern,
  text,
  textOrTexts,
  yesOrNo,
} from "./fields.ts";

const RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === "number" && days !== RetentionDays.INFINITE,
);

/** As every app has it that takes the definition of a source. */
const source = object({
  oneOf: ["baseUrl", "url"],
  fields: Object.fromEntries(Object.entries(SOURCE_FIELDS).map(([name, kind]) => [name, ofKind(kind)])),
});

const api = object({
  fields: {
    authorization: text,
    rateLimit: amount,
    burstLimit: amount,
    quotaPerDay: orFalse(amount),
    stageName: text,
    cloudWatchRole: yesOrNo,
  },
});

const eventsLayout = object({
  fields: {
    keys: object({ required: ["partition", "sort"], fields: { partition: text, sort: text } }),
    partitionPrefix: text,
    attributes: anyObject,
  },
});

const alarms = object({
  fields: {
    gapSeconds: orFalse(amount),
    executionsFailed: orFalse(amount),
    sinkThrottles: orFalse(amount),
    noEventForMinutes: orFalse(amount),
    connectionAgeSeconds: orFalse(amount),
    deadLetters: orFalse(amount),
    failedTurns: orFalse(amount),
    functionErrors: orFalse(amount),
    functionThrottles: orFalse(amount),
    noneStoredForMinutes: orFalse(amount),
    waitingForSeconds: orFalse(amount),
    carriersAtCap: yesOrNo,
  },
});

/** All fields of a config. */
export const configField: Field = object({
  oneOf: ["source", "sources"],
  fields: {
    stackName: pattern(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, "1 to 128 letters, digits and -, the first a letter"),
    region: pattern(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "a region such as eu-west-1"),
    source,
    sources: entries(source),
    streamsPerFunction: amount,
    maxCarriers: amount,
    prepareFleet: yesOrNo,
    lifetimeSeconds: amount,
    handoverLeadSeconds: amount,
    memoryMb: amount,
    reservedConcurrentExecutions: orFalse(amount),
    maxTurns: amount,
    eventsTtlDays: amount,
    eventKey: textOrTexts,
    eventsLayout,
    shards: amount,
    compress: text,
    writeMode: text,
    packDelaySeconds: amount,
    readInOrder: yesOrNo,
    onInvalid: text,
    deadLetterRetentionDays: amount,
    ledgerRetentionDays: orFalse(amount),
    api: orFalse(api),
    alarms: orFalse(alarms),
    alarmEmail: pattern(/^[^\s@]+@[^\s@]+$/, "a mail address"),
    dashboard: yesOrNo,
    perStreamMetrics: yesOrNo,
    logLevel: choice("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
    logRetentionDays: choice(...RETENTIONS),
    keepData: yesOrNo,
  },
});
