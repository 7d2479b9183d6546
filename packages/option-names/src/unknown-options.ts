import { MAX_SHOWN_CHARACTERS, MAX_TOLD } from "./limits.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * The name of every option, each once. It is checked by the compiler: one that is missing, or that the options do not have, is an error
 * where the object is written. Of a union, the options of all its members.
 */
export type OptionNames<Options> = Readonly<Record<NameOf<Options>, true>>;

type NameOf<Options> = Options extends unknown ? keyof Options & string : never;

/** A name that is no option. */
export interface UnknownName {
  readonly name: string;
  /** The option that was most likely meant; undefined when none is near. */
  readonly nearest: string | undefined;
}

/** The own enumerable names of options that are none. What is no object has no names. */
export function unknownNames(options: unknown, names: Readonly<Record<string, true>>): UnknownName[] {
  if (typeof options !== "object" || options === null) return [];
  const known = Object.keys(names);
  return Object.keys(options)
    .filter((name) => !Object.hasOwn(names, name))
    .map((name) => ({ name, nearest: nearestName(name, known) }));
}

/**
 * What is wrong with the names of options, one sentence each: `maxInflight is no option: did you mean maxInFlight?`. Own enumerable
 * names count, whatever their values, which are not shown. Of more than ten that are unknown the others are counted. What is no object
 * has no names.
 *
 * @param place the option that these are the options of, such as `retry`; none for the options themselves
 */
export function unknownOptions(
  options: unknown,
  names: Readonly<Record<string, true>>,
  place?: string,
): string[] {
  const unknown = unknownNames(options, names);
  const inPlace = (name: string) => (place === undefined ? name : `${place}.${name}`);
  const problems = unknown.slice(0, MAX_TOLD).map(({ name, nearest }) => {
    const hint = nearest === undefined ? "" : `: did you mean ${inPlace(nearest)}?`;
    return `${inPlace(shown(name))} is no option${hint}`;
  });
  const untold = unknown.length - problems.length;
  return untold === 0 ? problems : [...problems, `${untold} more names are no options either`];
}

/** A name as it is written in code: in quotes where it is no identifier. */
function shown(name: string): string {
  const text = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}...`;
}
