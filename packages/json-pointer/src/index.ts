export { ExactNumber, parseDigits, parseExactly } from "./exact-number.ts";
export { isJsonPointer, parseJsonPointer, valueAt } from "./json-pointer.ts";
