"""The one place in the program that opens a connection: a question to a timestamp authority.

What leaves the machine is the request and the few headers below; nothing in them is about the
person or says which program asks.
"""

import http.client
import time
import urllib.error
import urllib.request

from stalkdiary.errors import InputRefused, NotWritten
from stalkdiary.model.timestamp import host_of

SECONDS = 20.0
"""How long an authority may take for its whole answer. They answer within one."""
MOST_BYTES = 1024 * 1024
"""Of an answer; one with a long chain of certificates has about 10,000."""
_BLOCK = 65536
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "User-Agent": "rfc3161",
}
_REDIRECTS = range(300, 400)
_ADVICE = "Nothing of this was saved. Check the connection and the address, then try again."


def proxy_of(url: str) -> str | None:
    """The host of the proxy that this computer is set to use for `url`, None for none."""
    request = urllib.request.Request(url)  # noqa: S310 - parsed here, not opened
    proxy = urllib.request.getproxies().get(request.type)
    if not proxy or urllib.request.proxy_bypass(request.host):
        return None
    return host_of(proxy if "//" in proxy else f"//{proxy}")


def answer(url: str, request: bytes, seconds: float = SECONDS) -> bytes:
    """The whole answer of the authority at `url`, unread, to an RFC 3161 request.

    Redirects are not followed: they lose the question, and lead to somebody who was not named.

    Raises:
        NotWritten: nothing came, or something else than an answer.
        InputRefused: the answer is too large.
    """
    host = host_of(url)
    question = urllib.request.Request(url, data=request, headers=_HEADERS)  # noqa: S310 - see _opener
    until = time.monotonic() + seconds
    try:
        with _opener().open(question, timeout=seconds) as response:
            return _whole(response, host, until)
    except urllib.error.HTTPError as error:
        with error:
            raise NotWritten(_what_it_said(host, error.code), _ADVICE) from None
    except TimeoutError:
        raise NotWritten(f"{host} did not answer in time.", _ADVICE) from None
    except urllib.error.URLError as error:
        late = isinstance(error.reason, TimeoutError)
        why = "did not answer in time" if late else f"could not be reached: {_reason(error)}"
        raise NotWritten(f"{host} {why}.", _ADVICE) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotWritten(
            f"The connection to {host} broke off ({type(error).__name__}).", _ADVICE
        ) from None


def _whole(response: http.client.HTTPResponse, host: str, until: float) -> bytes:
    """All of an answer, within bounds of size and time."""
    data = b""
    while block := response.read1(_BLOCK):
        data += block
        if len(data) > MOST_BYTES:
            raise InputRefused(
                f"The answer of {host} is larger than any timestamp.",
                "Nothing of this was saved. Check the address, or ask another authority.",
            )
        if time.monotonic() > until:
            raise TimeoutError
    return data


def _opener() -> urllib.request.OpenerDirector:
    """Speaks http and https, and nothing else: no files, no redirects, no cookies, no passwords."""
    opener = urllib.request.OpenerDirector()
    opener.addheaders = []
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _what_it_said(host: str, status: int) -> str:
    if status in _REDIRECTS:
        return f"{host} sends the question on to another address, which is not followed."
    return f"{host} gave no timestamp (HTTP status {status})."


def _reason(error: urllib.error.URLError) -> str:
    reason = error.reason
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(reason).__name__
