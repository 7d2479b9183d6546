/** As much of a `Pass` as the generated loops use, in the way of the States Language. */
interface Pass {
  Type: string;
  Parameters?: Record<string, string>;
  ResultPath?: string | null;
}

/** So far from the next digit that counting makes nothing longer. */
const FIRST_COUNT = 100;

type Data = Record<string, unknown>;

/**
 * Goes round a loop of `Pass` states.
 *
 * @returns the size of what runs through it before each turn and after the last, or undefined when a path leads nowhere
 */
export function runPasses(states: Pass[], turns: number): number[] | undefined {
  const passes = states.filter(({ Type }) => Type === "Pass");
  let data: unknown = { a: { x: { y: "text" } }, b: { y: "text" }, n: FIRST_COUNT };
  const sizes = [JSON.stringify(data).length];
  for (let turn = 0; turn < turns; turn += 1) {
    try {
      for (const pass of passes) data = step(pass, data);
    } catch (error) {
      if (error instanceof NoSuchPath) return undefined;
      throw error;
    }
    sizes.push(JSON.stringify(data).length);
  }
  return sizes;
}

class NoSuchPath extends Error {}

function step({ Parameters, ResultPath }: Pass, input: unknown): unknown {
  const result = Parameters === undefined ? input : fill(Parameters, input);
  if (ResultPath === null) return input;
  return ResultPath === undefined ? result : put(input, ResultPath.split(".").slice(1), result);
}

function fill(template: Record<string, string>, input: unknown): Data {
  return Object.fromEntries(
    Object.entries(template).map(([key, text]) => [key.slice(0, -2), evaluate(text, input)]),
  );
}

function evaluate(text: string, input: unknown): unknown {
  const [, name, path = text] = /^States\.(\w+)\((?:'\{\}', )?(\$[\w.]*)/.exec(text) ?? [];
  const value = path
    .split(".")
    .slice(1)
    .reduce((at: unknown, key) => {
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw new NoSuchPath(path);
      return (at as Data)[key];
    }, input);
  if (name === "Array") return [value, 1];
  if (name === "JsonToString") return JSON.stringify(value);
  if (name === "MathAdd") return Number(value) + 1;
  return name === "Format" ? String(value) : value;
}

function put(target: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const object = typeof target === "object" && target !== null ? (target as Data) : {};
  return { ...object, [key]: put(object[key], rest, value) };
}
