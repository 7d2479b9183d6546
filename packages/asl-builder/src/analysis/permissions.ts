import type { PayloadTemplate, StateMachineDefinition, TaskState } from "../states/asl.ts";
import { scopesOf } from "./graph.ts";

export { THIS_STATE_MACHINE } from "../states/start-execution.ts";

/** One IAM action that the role of a state machine needs. */
export interface Permission {
  /** `lambda:InvokeFunction`, say. */
  readonly action: string;
  /** The function's, the table's or the other state machine's name or ARN as it stands in the definition, or {@link THIS_STATE_MACHINE}. */
  readonly resource: string;
}

/** The service integrations that are built here: the action that each needs, and the parameter that names its resource, by a path or not. */
const INTEGRATIONS: Readonly<Record<string, readonly [action: string, parameter: string]>> = {
  "lambda:invoke": ["lambda:InvokeFunction", "FunctionName"],
  "dynamodb:getItem": ["dynamodb:GetItem", "TableName"],
  "dynamodb:updateItem": ["dynamodb:UpdateItem", "TableName"],
  "states:startExecution": ["states:StartExecution", "StateMachineArn"],
};

/**
 * What the role of the state machine must be allowed: each action on each resource once, in the order of the definition.
 * The log groups and traces of a machine that has them need more.
 */
export function requiredPermissions(definition: StateMachineDefinition): Permission[] {
  const permissions = new Map<string, Permission>();
  for (const { Resource, Parameters } of tasksOf(definition)) {
    const permission = permissionFor(Resource, Parameters);
    if (permission !== undefined) permissions.set(JSON.stringify(permission), permission);
  }
  return [...permissions.values()];
}

function tasksOf(definition: StateMachineDefinition): TaskState[] {
  return scopesOf(definition).flatMap(({ graph }) =>
    Object.values(graph.States).filter((state): state is TaskState => state.Type === "Task"),
  );
}

function permissionFor(resource: string, parameters: PayloadTemplate): Permission | undefined {
  const [action, parameter] = INTEGRATIONS[resource.split(":::").at(-1) ?? ""] ?? [];
  if (action === undefined || parameter === undefined) return undefined;
  return { action, resource: String(parameters[parameter] ?? parameters[`${parameter}.$`]) };
}
