import { MAX_RELAY_TURNS } from "@unbounded-streams/asl-builder";
import { Token } from "aws-cdk-lib";
import { sinkProblems } from "./check-sink.ts";
import { sourceProblems } from "./check-source.ts";
import { type FunctionResources, functionEnvironment } from "./function-environment.ts";
import {
  API_THROTTLE,
  MAX_ENVIRONMENT_BYTES,
  MAX_LIFETIME_SECONDS,
  MAX_NO_EVENT_MINUTES,
  MAX_SERVICE_NAME_LENGTH,
  MEMORY_MB,
  MIN_LIFETIME_SECONDS,
} from "./limits.ts";
import { durationProblems, listed, shown, wholeNumberProblems } from "./problems.ts";
import { resolveProps } from "./resolve-props.ts";
import type { AlarmsProps, ApiProps, UnboundedStreamsProps } from "./types.ts";

const AUTHORIZATIONS = ["iam", "api-key", "iam-and-api-key"];
const COUNT = { least: 1, most: 1_000_000_000 } as const;

/** Everything that is wrong with the props, one sentence each; empty when nothing is. */
export function propProblems(props: UnboundedStreamsProps): string[] {
  const problems = [
    ...tableProblems(props),
    ...sourceProblems(props.source),
    ...timeProblems(props),
    ...functionProblems(props),
    ...sinkProblems(props),
    ...(props.api ? apiProblems(props.api) : []),
    ...(props.alarms ? alarmProblems(props.alarms) : []),
    ...notificationProblems(props),
  ];
  return problems.length > 0 ? problems : environmentProblems(props);
}

function tableProblems(props: UnboundedStreamsProps): string[] {
  return (["Events", "Streams"] as const)
    .filter((name) => props[`existing${name}Table`] && props[`${uncapitalized(name)}TableProps`])
    .map((name) => {
      const [existing, made] = [`existing${name}Table`, `${uncapitalized(name)}TableProps`];
      return `${existing} and ${made} are both given: a table that exists is taken as it is, so give one of them`;
    });
}

function uncapitalized<Name extends string>(name: Name): Uncapitalize<Name> {
  return (name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalize<Name>;
}

function timeProblems({
  lifetime,
  handoverLead,
  eventsTtl,
  deadLetterRetention,
}: UnboundedStreamsProps): string[] {
  const lifetimeProblems = durationProblems("lifetime", lifetime, {
    leastMs: MIN_LIFETIME_SECONDS * 1_000,
    mostMs: MAX_LIFETIME_SECONDS * 1_000,
    unit: "seconds",
  });
  const knownLifetimeMs = lifetimeProblems.length === 0 ? lifetime?.toMilliseconds() : undefined;
  const mostLeadMs = (knownLifetimeMs ?? MAX_LIFETIME_SECONDS * 1_000) - 1_000;
  return [
    ...lifetimeProblems,
    ...durationProblems("handoverLead", handoverLead, {
      leastMs: 1_000,
      mostMs: mostLeadMs,
      unit: "seconds",
    }).map((problem) => `${problem}, less than the lifetime`),
    ...durationProblems("eventsTtl", eventsTtl, { leastMs: 1_000, unit: "seconds" }),
    ...durationProblems("deadLetterRetention", deadLetterRetention, { leastMs: 86_400_000, unit: "days" }),
  ];
}

function functionProblems({ memorySize, maxTurns, serviceName }: UnboundedStreamsProps): string[] {
  const problems = [
    ...wholeNumberProblems("memorySize", memorySize, MEMORY_MB),
    ...wholeNumberProblems("maxTurns", maxTurns, { least: 1, most: MAX_RELAY_TURNS }),
  ];
  if (serviceName !== undefined && !isDimensionValue(serviceName)) {
    problems.push(
      `serviceName is ${shown(serviceName)}: it must be 1 to ${MAX_SERVICE_NAME_LENGTH} visible ASCII characters, the first no colon`,
    );
  }
  return problems;
}

/** As CloudWatch has it (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html). */
function isDimensionValue(value: string): boolean {
  if (Token.isUnresolved(value)) return true;
  return /^(?!:)[\x21-\x7e]+$/.test(value) && value.length <= MAX_SERVICE_NAME_LENGTH;
}

function apiProblems({ authorization, rateLimit, burstLimit, stageName }: ApiProps): string[] {
  const problems: string[] = [];
  if (authorization !== undefined && !AUTHORIZATIONS.includes(authorization)) {
    problems.push(`api.authorization is ${shown(authorization)}: allowed are ${listed(AUTHORIZATIONS)}`);
  }
  problems.push(
    ...wholeNumberProblems("api.rateLimit", rateLimit, { least: 1, most: API_THROTTLE.mostPerSecond }),
    ...wholeNumberProblems("api.burstLimit", burstLimit, { least: 1, most: API_THROTTLE.mostAtOnce }),
  );
  if (stageName !== undefined && !/^\w{1,128}$/.test(stageName)) {
    problems.push(`api.stageName is ${shown(stageName)}: it must be 1 to 128 letters, digits and _`);
  }
  return problems;
}

function alarmProblems(alarms: AlarmsProps): string[] {
  return [
    ...durationProblems("alarms.gap", alarms.gap || undefined, { leastMs: 1 }),
    ...wholeNumberProblems("alarms.executionsFailed", alarms.executionsFailed || undefined, COUNT),
    ...wholeNumberProblems("alarms.sinkThrottles", alarms.sinkThrottles || undefined, COUNT),
    ...durationProblems("alarms.noEventFor", alarms.noEventFor || undefined, {
      leastMs: 60_000,
      mostMs: MAX_NO_EVENT_MINUTES * 60_000,
      unit: "minutes",
    }),
    ...durationProblems("alarms.connectionAge", alarms.connectionAge || undefined, { leastMs: 1 }),
    ...wholeNumberProblems("alarms.deadLetters", alarms.deadLetters || undefined, COUNT),
    ...(["executionsFailed", "sinkThrottles", "deadLetters"] as const)
      .filter((name) => alarms[name] === 0)
      .map((name) => `alarms.${name} is 0: it must be a whole number from 1, or false for no such alarm`),
  ];
}

function notificationProblems({ alarms, onFailure }: UnboundedStreamsProps): string[] {
  if (alarms !== false || onFailure === undefined) return [];
  return ["onFailure is given, but alarms is false: nothing would ever be sent to it"];
}

/** Lambda refuses a larger environment, and says so only at deployment. What is not known yet counts as short names. */
function environmentProblems(props: UnboundedStreamsProps): string[] {
  const unknown: FunctionResources = {
    eventsTable: "",
    streamsTable: "",
    deadLetterBucket: "",
    serviceName: "",
  };
  const environment = functionEnvironment(resolveProps(props), unknown);
  const bytes = Buffer.byteLength(Object.entries(environment).flat().join(""));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
  return [
    `source makes an environment of ${bytes} bytes: Lambda takes ${MAX_ENVIRONMENT_BYTES}, so shorten its headers or end signals`,
  ];
}
