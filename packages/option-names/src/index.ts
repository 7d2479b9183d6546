export { type OptionNames, unknownOptions } from "./unknown-options.ts";
