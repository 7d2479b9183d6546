import type { PayloadTemplate, PayloadValue, ResultPath, State } from "../states/asl.ts";
import { type Location, locationOf } from "./locations.ts";

/** A state puts at `to` what it reads at `from`. */
export interface Flow {
  readonly state: string;
  readonly from: Location;
  readonly to: Location;
  /** Whether it is put into something larger: a text around it, an array, a second copy. */
  readonly isEnlarging: boolean;
}

/** What these make of a value is of a size that does not depend on it, or a part of it. */
const BOUNDED_FUNCTIONS = new Set([
  "States.ArrayContains",
  "States.ArrayLength",
  "States.ArrayRange",
  "States.Hash",
  "States.MathAdd",
  "States.MathRandom",
  "States.UUID",
]);

/** What these make of a value is not larger than it. */
const KEEPING_FUNCTIONS = new Set([
  "States.ArrayGetItem",
  "States.ArrayUnique",
  "States.Base64Decode",
  "States.StringToJson",
]);

/** The flows of one state. A task has none: the answer of its service is taken not to contain what it was asked. */
export function flowsOf(name: string, state: State): Flow[] {
  if (state.Type === "Pass") {
    const to = placeOf(state.ResultPath);
    if (to === undefined || state.Result !== undefined) return [];
    if (state.Parameters !== undefined) return templateFlows(name, state.Parameters, to);
    return [{ state: name, from: [], to, isEnlarging: false }];
  }
  if (state.Type === "Parallel") {
    const to = placeOf(state.ResultPath);
    const from = locationOf(state.InputPath ?? "$");
    return to === undefined || from === undefined ? [] : [{ state: name, from, to, isEnlarging: true }];
  }
  return [];
}

/** Where a result goes; undefined when it is thrown away. */
function placeOf(resultPath: ResultPath | undefined): Location | undefined {
  return resultPath === null ? undefined : locationOf(resultPath ?? "$");
}

function templateFlows(state: string, template: PayloadTemplate, to: Location): Flow[] {
  return Object.entries(template).flatMap(([key, value]) => {
    if (!key.endsWith(".$") || typeof value !== "string") return valueFlows(state, value, [...to, key]);
    const place = [...to, key.slice(0, -".$".length)];
    return expressionFlows(value).map((flow) => ({ state, to: place, ...flow }));
  });
}

function valueFlows(state: string, value: PayloadValue, to: Location): Flow[] {
  if (typeof value !== "object" || value === null) return [];
  if (isList(value)) return value.flatMap((item, index) => valueFlows(state, item, [...to, `${index}`]));
  return templateFlows(state, value, to);
}

function isList(value: object): value is readonly PayloadValue[] {
  return Array.isArray(value);
}

/** What a path or a call of an intrinsic function reads. Calls within calls count as the outermost of them that is bounded. */
function expressionFlows(expression: string): Pick<Flow, "from" | "isEnlarging">[] {
  if (expression.startsWith("$")) return readFlows([expression], false);
  const [name = ""] = expression.split("(");
  if (BOUNDED_FUNCTIONS.has(name)) return [];
  const functions = expression.match(/States\.\w+/g) ?? [];
  const isEnlarging = functions.some((each) => !KEEPING_FUNCTIONS.has(each) && !BOUNDED_FUNCTIONS.has(each));
  const withoutTexts = expression.replaceAll(/'(?:\\.|[^'\\])*'/g, "''");
  return readFlows(withoutTexts.match(/\$[^\s,()]*/g) ?? [], isEnlarging);
}

function readFlows(paths: readonly string[], isEnlarging: boolean): Pick<Flow, "from" | "isEnlarging">[] {
  return paths.flatMap((path) => {
    const from = locationOf(path);
    return from === undefined ? [] : [{ from, isEnlarging }];
  });
}
