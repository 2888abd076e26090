"""A mail server on loopback for tests, made of aiosmtpd: what it takes it writes into a folder, and how it behaves stands in a file there.

    server.py FOLDER PORT tls|starttls|none

FOLDER holds certificate.pem and key.pem, for signing in `user` (a name, a blank, a password; absent: nobody has to), and `behaviour`, a JSON
object: refuse (addresses), delay (seconds before a mail is taken), busy (so many mails are answered 451). Mails are appended to `mails`, one JSON
object a line.
"""

import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, port, mode = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def behaviour():
    try:
        return json.loads((folder / "behaviour").read_text())
    except FileNotFoundError:
        return {}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in behaviour().get("refuse", []):
            return f"550 5.1.1 <{address}>: there is nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        wanted = behaviour()
        if wanted.get("busy", 0) > 0:
            wanted["busy"] -= 1
            (folder / "behaviour").write_text(json.dumps(wanted))
            return "451 4.3.2 come back later"
        (folder / "begun").touch()
        await asyncio.sleep(wanted.get("delay", 0))
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "text": message.get_content(),
            "encrypted": mode == "tls" or session.ssl is not None,
            "user": session.auth_data,
        }
        with (folder / "mails").open("a") as mails:
            mails.write(json.dumps(mail) + "\n")
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    name, password = (folder / "user").read_text().strip().split(" ", 1)
    is_right = (data.login, data.password) == (name.encode(), password.encode())
    return AuthResult(success=is_right, handled=False, auth_data=name if is_right else None)


async def main():
    context = None
    if mode != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")

    def session():
        needs_user = (folder / "user").exists()
        return SMTP(
            Handler(),
            hostname="localhost",
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=authenticate if needs_user else None,
            auth_required=needs_user,
            auth_require_tls=mode == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", port, ssl=context if mode == "tls" else None)
    async with server:
        await server.serve_forever()


asyncio.run(main())
