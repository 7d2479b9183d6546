import {
  ExactNumber,
  isJsonPointer,
  parseExactly,
  parseJsonPointer,
  valueAt,
} from "@unbounded-streams/json-pointer";

const text = '{"meta":{"id":9223372036854775807,"a/b":["x","y"]}}';

console.log(valueAt(JSON.parse(text), parseJsonPointer("/meta/a~1b/1")));

const id = valueAt(parseExactly(text), parseJsonPointer("/meta/id"));
console.log(id instanceof ExactNumber ? id.digits : id);

console.log(isJsonPointer("meta.id"), isJsonPointer("/meta/id"));
