export { type OptionNames, type UnknownName, unknownNames, unknownOptions } from "./unknown-options.ts";
