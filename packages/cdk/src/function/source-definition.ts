import {
  type GivenDefinition,
  sourceEnvironment,
} from "@unbounded-streams/connection-manager/source-definition";
import type { Duration } from "aws-cdk-lib";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { SourceProps } from "../props/source-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";

/** The function's variables for a source, where its secrets are included. */
export function wholeVariables(source: SourceProps): Record<string, string> {
  return sourceEnvironment({ ...definitionOf(source), ...secretArns(source) });
}

/** The same without its secrets. */
export function plainVariables(source: SourceProps): Record<string, string> {
  return sourceEnvironment(definitionOf(source));
}

/** The variables that say where the secrets of a source are. */
export function secretVariables(source: SourceProps): Record<string, string> {
  return sourceEnvironment(secretArns(source));
}

/** All secrets of the sources that the props have, each once. */
export function secretsOf({ source, sources }: Pick<UnboundedStreamsProps, "source" | "sources">): ISecret[] {
  const all = sources === undefined ? [source ?? {}] : Object.values(sources);
  const secrets = all.flatMap(({ key, tlsSecret, secretHeaders }) => [key, tlsSecret, secretHeaders]);
  return [...new Set(secrets.filter((secret) => secret !== undefined))];
}

function definitionOf(source: SourceProps): GivenDefinition {
  const {
    key: _,
    tlsSecret: __,
    secretHeaders: ___,
    idleTimeout,
    eventTimeout,
    connectTimeout,
    headersTimeout,
    maxReconnectDelay,
    maxFrame,
    ...same
  } = source;
  return {
    ...same,
    idleTimeoutSeconds: seconds(idleTimeout),
    eventTimeoutSeconds: seconds(eventTimeout),
    connectTimeoutSeconds: seconds(connectTimeout),
    headersTimeoutSeconds: seconds(headersTimeout),
    maxReconnectDelaySeconds: seconds(maxReconnectDelay),
    maxFrameBytes: maxFrame?.toBytes(),
  };
}

function secretArns({ key, tlsSecret, secretHeaders }: SourceProps): GivenDefinition {
  return {
    keySecret: key?.secretArn,
    tlsSecret: tlsSecret?.secretArn,
    secretHeaders: secretHeaders?.secretArn,
  };
}

function seconds(duration: Duration | undefined): number | undefined {
  return duration && duration.toMilliseconds() / 1_000;
}
