"""Pages as they are served, ours and Datasette's: no title turns the direction of the words round it."""

from __future__ import annotations

from codecs import getincrementaldecoder

from archive.publish.plugin.headers import Application, Message, Receive, Scope, Send, content_type
from archive.publish.steering import text_without_steering

_UTF_8 = getincrementaldecoder("utf-8")


def with_plain_pages(application: Application) -> Application:
    """The application, with � in its pages for each character that steers; JSON and CSV keep every character."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        decoder, is_page = _UTF_8("replace"), False

        async def checked(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = content_type(message).startswith(b"text/html")
            elif is_page:
                text = decoder.decode(bytes(message.get("body", b"")), final=not message.get("more_body"))
                message = {**message, "body": text_without_steering(text).encode("utf-8")}
            await send(message)

        await application(scope, receive, checked if scope["type"] == "http" else send)

    return wrapped
