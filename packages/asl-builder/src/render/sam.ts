import type { OptionNames } from "@unbounded-streams/option-names";
import { type Permission, requiredPermissions, THIS_STATE_MACHINE } from "../analysis/permissions.ts";
import { InvalidOptionsError } from "../errors.ts";
import { unknownProblems } from "../options/option-names.ts";
import type { OptionProblem } from "../options/problem.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import { type JsonValue, writeJson } from "./json.ts";
import { refuseForeignMarks, type SubstitutableDefinition, withSubstitutions } from "./substitutions.ts";

/** How the state machine stands in the template. */
export interface SamOptions {
  /** Its logical id: letters and digits; `Relay` by default. */
  readonly id?: string;
}

const OPTIONS: OptionNames<SamOptions> = { id: true };

type Json = { [key: string]: JsonValue };

/** What `Fn::Sub` fills in: a parameter, a resource or one of its attributes, a pseudo parameter. */
const REFERENCE = /\$\{(?:[A-Za-z0-9]+(?:\.[A-Za-z0-9.]+)?|AWS::[A-Za-z]+)\}/g;

/**
 * A SAM template with the state machine, its `DefinitionSubstitutions` and what its role must be allowed, with a final line break. JSON,
 * to be merged with the template that has the function, the table and the carriers' machine: where the definition names them as CloudFormation does,
 * `${ConnectionManager.Arn}` and `${StreamsTable}`, they are references to these.
 *
 * @throws InvalidOptionsError (`INVALID_OPTIONS`) when a placeholder is none of CloudFormation's, the id cannot be used, or an option is
 * none
 */
export function toSam(definition: StateMachineDefinition, options: SamOptions = {}): string {
  const { id = "Relay" } = options;
  refuseForeignMarks(definition, ["${"]);
  const substitutable = withSubstitutions(definition);
  const problems = [
    ...unknownProblems(options, OPTIONS, "sam"),
    ...checkId(id),
    ...checkReferences(substitutable),
  ];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  const permissions = requiredPermissions(definition);
  const own = permissions.filter(({ resource }) => resource === THIS_STATE_MACHINE);
  const template = {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      [id]: stateMachine(substitutable, permissions),
      ...(own.length === 0 ? {} : { [`${id}StartsItself`]: selfStart(id, own) }),
    },
  };
  return writeJson(template);
}

function stateMachine(
  { definition, substitutions }: SubstitutableDefinition,
  permissions: readonly Permission[],
): Json {
  const values = Object.entries(substitutions).map(([name, text]) => [name, substituted(text)]);
  return {
    Type: "AWS::Serverless::StateMachine",
    Properties: {
      Type: "STANDARD",
      Definition: definition,
      DefinitionSubstitutions: Object.fromEntries(values),
      Policies: [
        {
          Version: "2012-10-17",
          Statement: permissions
            .filter(({ resource }) => resource !== THIS_STATE_MACHINE)
            .map(({ action, resource }) => allow(action, substituted(arnOf(action, resource)))),
        },
      ],
    },
  };
}

/** In the role's own policy, which the state machine depends on, this would make a circular reference. */
function selfStart(id: string, permissions: readonly Permission[]): Json {
  return {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyName: "starts-itself",
      Roles: [{ Ref: `${id}Role` }],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: permissions.map(({ action }) => allow(action, { Ref: id })),
      },
    },
  };
}

function allow(action: string, resource: JsonValue): Json {
  return { Effect: "Allow", Action: action, Resource: resource };
}

/** A table may be given by its name, a policy wants its ARN. */
function arnOf(action: string, resource: string): string {
  if (!action.startsWith("dynamodb:") || resource.startsWith("arn:")) return resource;
  const scope = ["${AWS::Partition}", "dynamodb", "${AWS::Region}", "${AWS::AccountId}"].join(":");
  return `arn:${scope}:table/${resource}`;
}

function substituted(text: string): JsonValue {
  return text.includes("${") ? { "Fn::Sub": text } : text;
}

function checkId(value: string): OptionProblem[] {
  if (/^[A-Za-z0-9]{1,200}$/.test(value)) return [];
  return [{ code: "BAD_NAME", option: "sam.id", value, allowed: "1 to 200 letters and digits" }];
}

function checkReferences({ substitutions }: SubstitutableDefinition): OptionProblem[] {
  const options = {
    FunctionArn: "functionArn",
    StreamsTable: "tableName",
    CarrierMachineArn: "carrierMachineArn",
  } as const;
  return (["FunctionArn", "StreamsTable", "CarrierMachineArn"] as const)
    .filter((name) => substitutions[name]?.replaceAll(REFERENCE, "").includes("${"))
    .map((name) => ({
      code: "BAD_PLACEHOLDER",
      option: options[name],
      value: substitutions[name],
      allowed:
        "text with placeholders of CloudFormation alone, such as ${ConnectionManager.Arn} or ${AWS::Region}",
    }));
}
