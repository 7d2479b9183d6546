import { MAX_NEXT_CHARS } from "../../limits.ts";

/** Groups of four, the last one filled up: Java's decoder throws at anything else, which would be a failure of the API. */
const BASE64_PATTERN = `(?:[A-Za-z0-9+/]{4}){0,${MAX_NEXT_CHARS / 4 - 1}}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)`;

/** Whether `$next` can be decoded. */
export const NEXT_IS_BASE64 = `$next.matches('${BASE64_PATTERN}')`;
