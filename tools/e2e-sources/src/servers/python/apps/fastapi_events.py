"""FastAPI with sse-starlette over a log: ids are places in it, and Last-Event-ID goes on after one."""

import asyncio
import os

from fastapi import FastAPI, Request
from published_log import PublishedLog
from sse_starlette import EventSourceResponse

app = FastAPI()
log = PublishedLog(os.environ["PUBLISHED_LOG"])
grown = asyncio.Condition()


@app.post("/publish/{n}", status_code=201)
async def publish(n: int) -> None:
    async with grown:
        log.append(f'{{"n":{n}}}')
        grown.notify_all()


@app.get("/events/{stream_id}")
async def events(request: Request) -> EventSourceResponse:
    after = int(request.headers.get("last-event-id", "0"))

    async def tail():
        at = after
        while True:
            async with grown:
                await grown.wait_for(lambda: len(log.lines) > at)
            while at < len(log.lines):
                at += 1
                yield {"id": str(at), "event": "tick", "data": log.lines[at - 1]}

    return EventSourceResponse(tail(), ping=2)
