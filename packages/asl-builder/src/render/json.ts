import type { StateMachineDefinition } from "../states/asl.ts";

/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** The definition as JSON, indented by two spaces, with a final line break. */
export function toJson(definition: StateMachineDefinition): string {
  return writeJson(definition);
}

/** Any data as {@link toJson} writes a definition. */
export function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The data that {@link toJson} would write: what every other format writes too. */
export function toJsonValue(definition: StateMachineDefinition): JsonValue {
  return JSON.parse(JSON.stringify(definition));
}
