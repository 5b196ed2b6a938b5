"""The page under load: real sessions that read a sample, then move a slider every few seconds.

    .venv/bin/python bench/load.py [VISITORS [SECONDS [VISITS]]]

Starts the page as `matcher app` does and speaks its own protocol over a websocket, one connection a visitor, as a
browser does but without drawing. Prints CPU time and latency of a re-rank of one visitor alone, of many at once, and
the server's memory before and after many visits that come and go.
"""

import asyncio
import itertools
import json
import random
import sys
import time

import numpy as np
import psutil
import websockets
from page_server import page_server
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

SAMPLE, SLIDER, EVERY = "sample-letter", "weight-terms", 3.0
FORGOTTEN = 190.0
"""Seconds: a visit that broke off may come back for two minutes, and the page looks every half minute."""


class Visitor:
    """One session: what is on its page, and the state of its widgets."""

    def __init__(self, url: str) -> None:
        self.url, self.states, self.widgets = url, {}, {}
        self.fragment = self.ranking = ""

    async def __aenter__(self):
        self.socket = await websockets.connect(self.url, subprotocols=["streamlit"], max_size=None)
        return self

    async def __aexit__(self, *error):
        await self.socket.close()

    async def rerun(self, fragment: str = "", *states: WidgetState) -> float:
        """Send widget states, wait until the script has run, return the seconds that took."""
        self.states |= {state.id: state for state in states if not state.HasField("trigger_value")}
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend({**self.states, **{one.id: one for one in states}}.values())
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv())
            self._take(answer)
            early = answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if answer.WhichOneof("type") == "script_finished" and not early:
                return time.perf_counter() - start

    def _take(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        widget = getattr(element, kind).id if kind in ("button", "slider", "bidi_component") else ""
        if widget:
            self.widgets[widget.rpartition("-None")[0] or widget] = widget
            self.fragment = message.delta.fragment_id or self.fragment
            if kind == "bidi_component":
                self.ranking = json.loads(element.bidi_component.json).get("html", self.ranking)

    def id_of(self, key: str) -> str:
        return next(widget for widget in self.widgets.values() if widget.endswith(key))

    async def read_sample(self) -> float:
        first = await self.rerun()
        seconds = await self.rerun("", WidgetState(id=self.id_of(SAMPLE), trigger_value=True))
        assert "m-ranking" in self.ranking
        return first + seconds

    async def move(self, value: int) -> float:
        before = self.ranking
        state = WidgetState(id=self.id_of(SLIDER))
        state.double_array_value.data.append(value)
        seconds = await self.rerun(self.fragment, state)
        assert self.ranking != before
        return seconds


def cpu(server: psutil.Process) -> float:
    times = server.cpu_times()
    return times.user + times.system


def megabytes(server: psutil.Process) -> float:
    return server.memory_info().rss / 2**20


async def alone(server: psutil.Process, url: str, n: int = 40) -> None:
    async with Visitor(url) as visitor:
        print(f"first view and a letter's ranking, warm: {await visitor.read_sample():.2f} s")
        for value in (10, 20, 30):
            await visitor.move(value)
        before, values = cpu(server), [25 + step for step in range(n)]
        took = [await visitor.move(value) for value in values]
        print(f"re-rank of one visitor: {1000 * (cpu(server) - before) / n:.0f} ms CPU, {spread(took)}")


async def many(url: str, n: int, seconds: float) -> None:
    async def visit(place: int) -> list[float]:
        rng = random.Random(place)
        async with Visitor(url) as visitor:
            await visitor.read_sample()
            await asyncio.sleep(EVERY * rng.random())
            took, until = [], time.monotonic() + seconds
            for value in itertools.cycle(rng.sample(range(1, 100), 99)):
                if time.monotonic() > until:
                    return took
                start = time.monotonic()
                took.append(await visitor.move(value))
                await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - start)))
        return took

    took = [one for all_of in await asyncio.gather(*map(visit, range(n))) for one in all_of]
    print(f"{n} visitors, a slider every {EVERY:g} s for {seconds:.0f} s: {len(took)} re-ranks, {spread(took)}")


async def come_and_go(server: psutil.Process, url: str, n: int) -> None:
    """Print the memory after a tenth, a half and all of the visits, each time when they have been forgotten."""
    print(f"memory before the visits: {megabytes(server):.0f} MB", flush=True)
    n_before = 0
    for n_visits in (n // 10, n // 2, n):
        for _ in range(n_visits - n_before):
            async with Visitor(url) as visitor:
                await visitor.read_sample()
                await visitor.move(7)
        n_before, high = n_visits, megabytes(server)
        await asyncio.sleep(FORGOTTEN)
        print(f"memory after {n_visits} visits: {high:.0f} MB, forgotten: {megabytes(server):.0f} MB", flush=True)


def spread(seconds: list[float]) -> str:
    middle, high = np.percentile(seconds, [50, 95])
    return f"median {1000 * middle:.0f} ms, 95 % within {1000 * high:.0f} ms"


async def main() -> None:
    n_visitors, n_seconds, n_visits = [int(word) for word in sys.argv[1:4] + ["20", "60", "200"][len(sys.argv) - 1 :]]
    with page_server(OMP_NUM_THREADS="1") as (server, address):
        url = f"ws://{address}/_stcore/stream"
        async with Visitor(url) as visitor:
            await visitor.read_sample()  # the first visitor pays for what the server loads once
        await alone(server, url)
        await many(url, n_visitors, n_seconds)
        await come_and_go(server, url, n_visits)


if __name__ == "__main__":
    asyncio.run(main())
