import { followStream, messages } from "@unbounded-streams/stream-reader";
import { WebSocketServer } from "ws";

// A source of prices that sends those after the one that a subscription names, pings in JSON, and goes away once.
const server = new WebSocketServer({ port: 0 });
let connections = 0;
server.on("connection", (socket) => {
  connections += 1;
  const isFirst = connections === 1;
  socket.on("message", (data) => {
    console.log(`asked: ${data}`);
    const { after } = JSON.parse(String(data));
    if (after !== undefined) {
      socket.send(JSON.stringify({ id: after + 1, eur: 12.5 }));
      socket.send('{"type":"ping"}');
    } else if (isFirst) socket.close(1001);
    else socket.close(4000, "the market is closed");
  });
});
const { port } = server.address() as { port: number };

const stream = followStream({
  url: `ws://localhost:${port}/prices`,
  format: messages({ validate: "json" }),
  webSocket: { messages: [{ subscribe: "prices", after: 0 }] },
  cursorOf: "/id",
  resume: { in: "message", message: 0, pointer: "/after", template: "{id}", as: "json" },
  control: [{ pointer: "/type", value: "ping", action: "ignore", reply: '{"type":"pong"}' }],
  policy: { end: [4000] },
});
for await (const frame of stream) console.log(frame.json());
console.log(stream.finish?.kind);
server.close();
