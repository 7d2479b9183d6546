import { render } from "preact";
import { useEffect } from "preact/hooks";
import { useHash } from "./hooks.ts";
import { placeOf } from "./place.ts";
import { StreamList } from "./stream-list.tsx";
import { StreamPage } from "./stream-page.tsx";

function Page() {
  const { streamId, windowMs } = placeOf(useHash());
  useEffect(() => {
    document.title = streamId === undefined ? "Streams" : `${streamId} - Streams`;
  }, [streamId]);
  return streamId === undefined ? <StreamList /> : <StreamPage streamId={streamId} windowMs={windowMs} />;
}

const place = document.getElementById("page");
if (place !== null) render(<Page />, place);
