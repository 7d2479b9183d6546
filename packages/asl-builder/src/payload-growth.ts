import type { PayloadTemplate, PayloadValue, ResultPath, State } from "./asl.ts";
import { type Scope, stateOf } from "./graph.ts";
import { contains, type Location, locationOf, overlap, pathTo } from "./locations.ts";
import { loopingKnotsOf } from "./loops.ts";

/** Data of a loop that is made of itself. */
export interface Growth {
  /** The states that make it, in the order of the definition. */
  readonly states: readonly string[];
  /** Where it is written. */
  readonly paths: readonly string[];
}

/** A state puts at `to` what it reads at `from`. */
interface Flow {
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

/**
 * Finds data that can grow from turn to turn of a loop, until it does not fit into a state's payload (256 KB).
 *
 * What a loop carries can only grow when something is made of itself. Hence the rule: in each loop, every `Pass` and
 * `Parallel` is taken as flows from the places that it reads to the place that it writes. Flows that feed each other in a
 * circle are a finding when one of them puts the value into something larger (a text by `States.Format`, an array, a
 * merge, the output of a `Parallel`), or writes it inside a place that the next one reads as a whole. A circle of plain
 * copies, `"input.$": "$.input"`, is none, nor is a counter: numbers, hashes and lengths do not grow.
 *
 * The rule errs on the safe side: it does not see that something that has been put in is taken out again, or that
 * the result is overwritten in between. It takes for granted that the answer of a service does not contain what it was asked.
 */
export function findPayloadGrowth(scope: Scope): Growth[] {
  return loopingKnotsOf(scope.graph).flatMap((knot) => {
    const flows = knot.flatMap((name) => {
      const state = stateOf(scope.graph, name);
      return state === undefined ? [] : flowsOf(name, state);
    });
    const growing = flows.filter((flow) => flows.some((other) => isGrowing(flow, other, flows)));
    if (growing.length === 0) return [];
    return [
      {
        states: [...new Set(growing.map(({ state }) => state))],
        paths: [...new Set(growing.map(({ to }) => pathTo(to)))],
      },
    ];
  });
}

/** Whether `next` reads what `flow` writes, makes it larger or is part of making it so, and comes back to `flow`. */
function isGrowing(flow: Flow, next: Flow, flows: readonly Flow[]): boolean {
  if (!overlap(flow.to, next.from) || !reaches(next, flow, flows)) return false;
  const isWrapped = flow.to.length > next.from.length && contains(next.from, flow.to);
  return isWrapped || flow.isEnlarging || next.isEnlarging;
}

/** Whether what `start` writes comes, by whatever flows, into what `goal` reads; a flow reaches itself. */
function reaches(start: Flow, goal: Flow, flows: readonly Flow[]): boolean {
  const seen = new Set<Flow>([start]);
  for (const flow of seen) {
    if (flow === goal) return true;
    for (const next of flows) if (overlap(flow.to, next.from)) seen.add(next);
  }
  return false;
}

function flowsOf(name: string, state: State): Flow[] {
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
