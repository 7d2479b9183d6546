import fc from "fast-check";
import {
  MAX_LIFETIME_SECONDS,
  MAX_RELAY_TURNS,
  MAX_TASK_NAME_LENGTH,
  STRATEGY_NAMES,
  type StateMachineOptions,
  type StrategyName,
} from "../../src/index.ts";

export const ARTICLE_ARN = "arn:aws:lambda:ap-southeast-2:123456789:function:dev-connection-manager:$LATEST";

/** The strategies without a lease: the function is invoked with the execution's whole input. */
export const PUBLISHED_STRATEGIES = ["retry-on-timeout", "staggered-joined", "staggered"] as const;

/** Waits of 35 s and connections of 45 s, as in the published run. */
export function articleOptions(strategy: StrategyName): StateMachineOptions {
  const common = { functionArn: ARTICLE_ARN, lifetimeSeconds: 45 };
  if (strategy === "retry-on-timeout") return { strategy, ...common };
  if (strategy === "relay") return { strategy, ...common, tableName: "streams" };
  return { strategy, ...common, waitSeconds: 35 };
}

const functionArns = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("aws", "aws-cn", "aws-us-gov", "${AWS::Partition}"),
      fc.constantFrom("eu-west-1", "us-gov-east-1", "${self:provider.region}"),
      fc.constantFrom("123456789012", "123456789", "${aws:accountId}"),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.constantFrom("", ":$LATEST", ":live", ":7", ":${opt:stage, ${self:custom.stage}}"),
    )
    .map(
      ([partition, region, account, name, qualifier]) =>
        `arn:${partition}:lambda:${region}:${account}:function:${name}${qualifier}`,
    ),
  fc.constantFrom("${FunctionArn}", "${ConnectionManager.Arn}:live"),
);

const tableNames = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{3,255}$/),
  fc.constantFrom(
    "${StreamsTable}",
    "${sls:stage}-streams",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/streams",
  ),
  fc.constantFrom("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}"),
);

const taskNames = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
  .filter((name) => name.length <= MAX_TASK_NAME_LENGTH && name.trim() === name)
  .filter((name) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name));

/** Options that every strategy must build. */
export const goodOptions: fc.Arbitrary<StateMachineOptions> = fc
  .record({
    strategy: fc.constantFrom(...STRATEGY_NAMES),
    functionArn: functionArns,
    lifetimeSeconds: fc.integer({ min: 2, max: MAX_LIFETIME_SECONDS }),
    waitShare: fc.double({ min: 0, max: 1, noNaN: true }),
    tableName: tableNames,
    turns: fc.option(fc.integer({ min: 1, max: MAX_RELAY_TURNS }), { nil: undefined }),
    optional: fc.record(
      { taskName: taskNames, comment: fc.string({ unit: "grapheme" }) },
      { requiredKeys: [] },
    ),
  })
  .map(({ strategy, functionArn, lifetimeSeconds, waitShare, tableName, turns, optional }) => {
    const common = { functionArn, lifetimeSeconds, ...optional };
    if (strategy === "retry-on-timeout") return { strategy, ...common };
    const seconds = 1 + Math.floor(waitShare * (lifetimeSeconds - 2));
    if (strategy !== "relay") return { strategy, ...common, waitSeconds: seconds };
    const relayed = { strategy, ...common, tableName } as const;
    return turns === undefined ? relayed : { ...relayed, handoverLeadSeconds: seconds, maxTurns: turns };
  });
