"""Passes connections on: ``python front_door.py LISTEN TARGET [BYTES]``, both at port 443.

After so many bytes from clients it ends in the middle of whatever it does, as a crash would.
"""

from __future__ import annotations

import asyncio
import os
import sys

_PORT = 443
_CHUNK = 1 << 16


async def main(listen: str, target: str, limit: float) -> None:
    passed = 0

    async def count(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        nonlocal passed
        while chunk := await source.read(_CHUNK):
            passed += len(chunk)
            if passed > limit:
                os._exit(1)
            sink.write(chunk)
            await sink.drain()
        sink.close()

    async def answer(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
        sink.close()

    async def serve(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(target, _PORT)
        await asyncio.gather(
            count(client, to_server), answer(server, to_client), return_exceptions=True
        )

    async with await asyncio.start_server(serve, listen, _PORT) as server:
        await server.serve_forever()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    asyncio.run(main(*arguments[:2], float(arguments[2] if len(arguments) > 2 else "inf")))
