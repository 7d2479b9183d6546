import { isUint8Array } from "node:util/types";
import { InvalidEventError } from "../errors.ts";
import type { SinkEvent } from "./event.ts";
import type { EventItem } from "./item.ts";
import { isOwnAttribute } from "./own-attributes.ts";
import type { TableKeys } from "./table-layout.ts";

/**
 * Attributes of each item beside the sink's own, as the low-level client takes them (`{ entity: { S: "event" } }`): the same for all, or a function
 * of the event.
 */
export type AttributesRule = EventItem | ((event: SinkEvent) => EventItem);

/** What is wrong with further attributes, if anything. */
export function attributesProblem(attributes: unknown, keys: TableKeys): string | undefined {
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) {
    return "give an object of attribute values";
  }
  for (const [name, value] of Object.entries(attributes)) {
    const shown = JSON.stringify(name.slice(0, 80));
    if (isOwnAttribute(name, keys)) return `${shown} is the sink's own, which nothing may overwrite`;
    if (!isName(name)) return `${shown} is no attribute's name: give text without control characters`;
    if (!isAttributeValue(value)) return `${shown} is no attribute value: give one such as { S: "text" }`;
  }
  return undefined;
}

/**
 * The further attributes of an event.
 *
 * @throws {InvalidEventError} when the function throws for this event, or gives what an item cannot have
 */
export function attributesOf(event: SinkEvent, rule: AttributesRule, keys: TableKeys): EventItem {
  if (typeof rule !== "function") return rule;
  const attributes = called(rule, event);
  const problem = attributesProblem(attributes, keys);
  if (problem === undefined) return attributes;
  throw new InvalidEventError(`the attributes function gave what an item cannot have: ${problem}`, {
    key: event.id,
  });
}

function called(rule: (event: SinkEvent) => EventItem, event: SinkEvent): EventItem {
  try {
    return rule(event);
  } catch (cause) {
    throw new InvalidEventError("the attributes function threw for this event", { key: event.id, cause });
  }
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: (value) => typeof value === "string" && value.isWellFormed(),
  N: (value) => typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)),
  B: isUint8Array,
  BOOL: (value) => typeof value === "boolean",
  NULL: (value) => value === true,
  SS: (value) => isFilled(value, "S"),
  NS: (value) => isFilled(value, "N"),
  BS: (value) => isFilled(value, "B"),
  L: (value) => Array.isArray(value) && value.every(isAttributeValue),
  M: (value) => typeof value === "object" && value !== null && Object.values(value).every(isAttributeValue),
};

function isFilled(values: unknown, type: string): boolean {
  return Array.isArray(values) && values.length > 0 && values.every((value) => TYPES[type]?.(value));
}

function isAttributeValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const [[type = "", content] = [], ...others] = Object.entries(value);
  return others.length === 0 && Object.hasOwn(TYPES, type) && TYPES[type]?.(content) === true;
}

function isName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/\p{Cc}/u.test(name);
}
