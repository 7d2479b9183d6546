import { render } from "preact";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { useHash } from "./hooks.ts";
import { placeOf } from "./place.ts";
import { StreamList } from "./stream-list.tsx";
import { StreamPage } from "./stream-page.tsx";

function Page() {
  const hash = useHash();
  const { streamId, windowMs } = placeOf(hash);
  const [failure, tryAgain] = useErrorBoundary();
  useEffect(tryAgain, [hash]);
  useEffect(() => {
    document.title = streamId === undefined ? "Streams" : `${streamId} - Streams`;
  }, [streamId]);
  if (failure !== undefined) return <NotShown failure={failure} />;
  return streamId === undefined ? <StreamList /> : <StreamPage streamId={streamId} windowMs={windowMs} />;
}

/** In the place of what cannot be drawn, such as a record with something in it that no version has written. */
function NotShown({ failure }: { readonly failure: unknown }) {
  return (
    <main>
      <nav>
        <a href="#/">All streams</a>
      </nav>
      <p class="status bad" role="alert">
        {`This cannot be shown: ${failure instanceof Error ? failure.message : String(failure)}`}
      </p>
    </main>
  );
}

const place = document.getElementById("page");
if (place !== null) render(<Page />, place);
