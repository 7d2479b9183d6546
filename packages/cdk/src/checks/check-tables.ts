import { Arn, ArnFormat, Stack, Token } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { keysOf, madeKeys } from "../storage/table-keys.ts";

/**
 * What is wrong with the tables, one sentence each.
 *
 * @param scope where the construct is to be
 */
export function tableProblems(scope: Construct, props: UnboundedStreamsProps): string[] {
  return [...keyProblems(props), ...placeProblems(scope, props)];
}

/** A table of the app says what its keys are; of another the first write does. */
function keyProblems(props: UnboundedStreamsProps): string[] {
  const { existingEventsTable: existing } = props;
  const made = existing && madeKeys(existing);
  const { partition, sort } = keysOf(props);
  const needed = `${partition} (S), ${sort} (S)`;
  if (made === undefined || made === needed) return [];
  return [
    `existingEventsTable has the keys ${made}, but events need ${needed}: name its keys in eventsLayout.keys, both text, or give another table`,
  ];
}

function placeProblems(scope: Construct, props: UnboundedStreamsProps): string[] {
  return (["Events", "Streams"] as const).flatMap((name) => {
    const existing = props[`existing${name}Table`];
    if (existing === undefined) return [];
    const [given, made] = [`existing${name}Table`, `${uncapitalized(name)}TableProps`];
    const problems = elsewhereProblems(scope, given, existing);
    if (props[`${uncapitalized(name)}TableProps`] === undefined) return problems;
    return [
      ...problems,
      `${given} and ${made} are both given: a table that exists is taken as it is, so give one of them`,
    ];
  });
}

/**
 * The function, the state machine and the API call a table by its name, in their own account and region: one of that name there would
 * be another table.
 */
function elsewhereProblems(scope: Construct, name: string, table: ITable): string[] {
  const stack = Stack.of(scope);
  const env = placeOf(table);
  return (["account", "region"] as const)
    .filter((place) => isElsewhere(env[place], stack[place]))
    .map(
      (place) =>
        `${name} is in the ${place} ${env[place]}, but the stack is in ${stack[place]}: give a table of the stack's own ${place}`,
    );
}

/** A table that is imported by its ARN says the place in it alone. */
function placeOf({ tableArn, env }: ITable): { readonly account: string; readonly region: string } {
  if (Token.isUnresolved(tableArn)) return env;
  const { account = env.account, region = env.region } = Arn.split(tableArn, ArnFormat.SLASH_RESOURCE_NAME);
  return { account, region };
}

/** Where a stack without an environment comes to be is only known at deployment. */
function isElsewhere(place: string, own: string): boolean {
  return place !== own && !Token.isUnresolved(place) && !Token.isUnresolved(own);
}

function uncapitalized<Name extends string>(name: Name): Uncapitalize<Name> {
  return (name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalize<Name>;
}
