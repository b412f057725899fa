"""Passes connections on to a Docker engine: ``python engine_door.py LISTEN TARGET LOG``, all files.

The log gets a line for each request, such as ``GET /info``.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

_CHUNK = 1 << 16
# A request begins a chunk: clients wait for the answer before they ask again.
_REQUEST = re.compile(rb"(GET|HEAD|POST|PUT|DELETE) (?:/v1\.\d+)?(/\S*) HTTP/1\.1\r\n")


async def main(listen: str, target: str, log: Path) -> None:
    async def ask(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(_CHUNK):
            if (request := _REQUEST.match(chunk)) is not None:
                with log.open("ab") as file:
                    file.write(b" ".join(request.groups()) + b"\n")
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()

    async def answer(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
        sink.close()

    async def serve(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            engine, to_engine = await asyncio.open_unix_connection(target)
        except OSError:  # the engine is away
            to_client.close()
            return
        await asyncio.gather(
            ask(client, to_engine), answer(engine, to_client), return_exceptions=True
        )
        to_engine.close()

    async with await asyncio.start_unix_server(serve, listen) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
