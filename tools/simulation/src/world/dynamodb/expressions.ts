import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Tokens } from "./tokens.ts";

export type Item = Record<string, AttributeValue>;

/** What the placeholders of an expression stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Item>;
}

export type Condition = (item: Item | undefined, placeholders: Placeholders) => boolean;
export type Update = (item: Item, placeholders: Placeholders) => Item;
type Operand = (item: Item | undefined, placeholders: Placeholders) => AttributeValue | undefined;
type Action = (item: Item, placeholders: Placeholders) => { name: string; value: AttributeValue | undefined };
type Path = (placeholders: Placeholders) => string;

/** `ConditionExpression`: comparisons, `IN`, `attribute_exists`, `attribute_not_exists`, `AND`, `OR`, parentheses. */
export const conditionOf = remembering((text): Condition => {
  const tokens = new Tokens(text);
  const condition = readOr(tokens);
  tokens.end();
  return condition;
});

/** `UpdateExpression`: `SET` with `if_not_exists` and `+`, `REMOVE`. */
export const updateOf = remembering((text): Update => {
  const tokens = new Tokens(text);
  const actions: Action[] = [];
  while (tokens.next !== undefined) {
    const clause = tokens.take();
    if (clause !== "SET" && clause !== "REMOVE") throw new SyntaxError(`${clause} is no clause: ${text}`);
    do actions.push(clause === "SET" ? readAssignment(tokens) : readRemoval(tokens));
    while (tokens.skip(","));
  }
  return (item, placeholders) => {
    const updated = { ...item };
    for (const action of actions) {
      // Every action sees the item as it was.
      const { name, value } = action(item, placeholders);
      if (value === undefined) delete updated[name];
      else updated[name] = value;
    }
    return updated;
  };
});

/** `ProjectionExpression`: attributes side by side. */
export function project(text: string, item: Item, names: Placeholders["names"]): Item {
  const wanted = text.split(",").map((name) => names[name.trim()] ?? name.trim());
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)));
}

/** DynamoDB refuses a request that declares a name or value without using it, or uses one without declaring it. */
export function assertDeclared(expressions: readonly string[], { names, values }: Placeholders): void {
  const used = new Set<string>(expressions.join(" ").match(/[#:]\w+/g));
  const declared = new Set([...Object.keys(names), ...Object.keys(values)]);
  const odd = [...used, ...declared].filter((token) => !used.has(token) || !declared.has(token));
  if (odd.length > 0) {
    throw new SyntaxError(`declared and not used, or the other way round: ${odd.join(", ")}`);
  }
}

function remembering<Parsed>(parse: (text: string) => Parsed): (text: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const parsed = parse(text);
    known.set(text, parsed);
    return parsed;
  };
}

function readOr(tokens: Tokens): Condition {
  const parts = [readAnd(tokens)];
  while (tokens.skip("OR")) parts.push(readAnd(tokens));
  return (item, placeholders) => parts.some((part) => part(item, placeholders));
}

function readAnd(tokens: Tokens): Condition {
  const parts = [readTest(tokens)];
  while (tokens.skip("AND")) parts.push(readTest(tokens));
  return (item, placeholders) => parts.every((part) => part(item, placeholders));
}

function readTest(tokens: Tokens): Condition {
  if (tokens.skip("(")) {
    const inner = readOr(tokens);
    tokens.expect(")");
    return inner;
  }
  for (const [name, wanted] of [
    ["attribute_exists", true] as const,
    ["attribute_not_exists", false] as const,
  ]) {
    if (!tokens.skip(name)) continue;
    tokens.expect("(");
    const path = readPath(tokens);
    tokens.expect(")");
    return (item, placeholders) => (item?.[path(placeholders)] !== undefined) === wanted;
  }
  const left = readOperand(tokens);
  return tokens.skip("IN") ? readIn(tokens, left) : readComparison(tokens, left);
}

function readIn(tokens: Tokens, left: Operand): Condition {
  tokens.expect("(");
  const choices = [readOperand(tokens)];
  while (tokens.skip(",")) choices.push(readOperand(tokens));
  tokens.expect(")");
  return (item, placeholders) =>
    choices.some((choice) => compare(left(item, placeholders), choice(item, placeholders)) === 0);
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
  "=": (order) => order === 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function readComparison(tokens: Tokens, left: Operand): Condition {
  const sign = tokens.take();
  const right = readOperand(tokens);
  if (sign === "<>") {
    // An attribute that is absent differs from every value.
    return (item, placeholders) => compare(left(item, placeholders), right(item, placeholders)) !== 0;
  }
  const holds = COMPARISONS[sign];
  if (holds === undefined) throw new SyntaxError(`${sign} is no comparison`);
  return (item, placeholders) => {
    const order = compare(left(item, placeholders), right(item, placeholders));
    return order !== undefined && holds(order);
  };
}

/** Undefined when one is absent or their types differ: no comparison holds then. */
function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) return Number(left.N) - Number(right.N);
  if (left?.S === undefined || right?.S === undefined) return undefined;
  return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
}

function readPath(tokens: Tokens): Path {
  const token = tokens.take();
  if (!token.startsWith("#")) return () => token;
  return ({ names }) => {
    const name = names[token];
    if (name === undefined) throw new SyntaxError(`${token} stands for nothing`);
    return name;
  };
}

function readOperand(tokens: Tokens): Operand {
  if (tokens.skip("if_not_exists")) {
    tokens.expect("(");
    const path = readPath(tokens);
    tokens.expect(",");
    const otherwise = readOperand(tokens);
    tokens.expect(")");
    return (item, placeholders) => item?.[path(placeholders)] ?? otherwise(item, placeholders);
  }
  if (!tokens.next?.startsWith(":")) {
    const path = readPath(tokens);
    return (item, placeholders) => item?.[path(placeholders)];
  }
  const token = tokens.take();
  return (_, { values }) => {
    const value = values[token];
    if (value === undefined) throw new SyntaxError(`${token} stands for nothing`);
    return value;
  };
}

function readAssignment(tokens: Tokens): Action {
  const path = readPath(tokens);
  tokens.expect("=");
  const terms = [readOperand(tokens)];
  while (tokens.skip("+")) terms.push(readOperand(tokens));
  return (item, placeholders) => {
    const values = terms.map((term) => term(item, placeholders));
    const [first] = values;
    if (first === undefined) throw new SyntaxError("an attribute is set to one that is absent");
    const value =
      values.length === 1 ? first : { N: String(values.reduce((sum, each) => sum + Number(each?.N), 0)) };
    return { name: path(placeholders), value };
  };
}

function readRemoval(tokens: Tokens): Action {
  const path = readPath(tokens);
  return (_, placeholders) => ({ name: path(placeholders), value: undefined });
}
