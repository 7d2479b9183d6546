import { shown } from "@unbounded-streams/dynamodb-request";

type Fields = Readonly<Record<string, unknown>>;

/** What a fact must be that is neither a moment nor a name, where it is there at all; what a later version adds to it does no harm. */
const SHAPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  reason: isText,
  inferred: (value) => Array.isArray(value) && value.every(isText),
  handover: (value) =>
    isObject(value) &&
    isText(value.proof) &&
    isOptional(value.why, isText) &&
    isOptional(value.overlapMs, Number.isFinite) &&
    isOptional(value.events, Number.isFinite),
  furtherReopenings: (value) =>
    isObject(value) &&
    Number.isFinite(value.count) &&
    Number.isFinite(value.fromMs) &&
    isOptional(value.untilMs, Number.isFinite),
};

/** One sentence for each fact of a record that has not the shape that its type gives it. */
export function shapeIssues(facts: Fields): string[] {
  return Object.entries(SHAPES)
    .filter(([name, isFine]) => !isOptional(facts[name], isFine))
    .map(([name]) => `${name} is ${shown(facts[name])}: give it the shape that its type has`);
}

function isOptional(value: unknown, isFine: (value: unknown) => boolean): boolean {
  return value === undefined || isFine(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
