import { expect, test } from "vitest";
import { ENCODERS } from "../src/encoders.ts";

test("data of several lines becomes several data fields in sse, whatever ends its lines", () => {
  const payload = Buffer.from("a\nb\r\nc\rd\n");

  expect(ENCODERS.sse.encode({ id: "7", payload }).toString()).toBe(
    "id: 7\nevent: message\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n",
  );
});
