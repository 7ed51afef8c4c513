"""A stand-in for AWS, for tests and for trying the server without an account: `python tests/fake_aws.py 4566`.

It answers what this server asks: GetCallerIdentity and AssumeRoleWithWebIdentity of STS, ListAccountAliases of IAM,
GetSecretValue of Secrets Manager, and the endpoints that hand credentials to containers and instances. It knows a few
access keys and checks no signature.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "123456789012"
#: Access keys, and who they belong to.
KEYS = {
    "AKIAENVIRONMENT00001": f"arn:aws:iam::{ACCOUNT}:user/team/alice",
    "ASIASESSION000000001": f"arn:aws:sts::{ACCOUNT}:assumed-role/Session/alice",
    "AKIAPROFILE000000001": f"arn:aws:iam::{ACCOUNT}:user/profile",
    "ASIACONTAINER0000001": f"arn:aws:sts::{ACCOUNT}:assumed-role/TaskRole/task",
    "ASIAINSTANCE00000001": f"arn:aws:sts::{ACCOUNT}:assumed-role/InstanceRole/i-1",
    "ASIAWEBIDENTITY00001": f"arn:aws:sts::{ACCOUNT}:assumed-role/WebRole/mcp",
    "AKIASTORED0000000001": f"arn:aws:iam::{ACCOUNT}:user/stored",
}
EXPIRED_KEY = "ASIAEXPIRED000000001"
#: Belongs to somebody who may not see the alias of the account.
DENIED_KEY = "AKIAPROFILE000000001"
ROLE_TOKEN = "session-token-of-the-fake"
WEB_IDENTITY = "web-identity-token-of-the-fake"

#: Secrets of Secrets Manager, by name.
SECRETS = {
    "mcp/aws": '{"AWS_ACCESS_KEY_ID": "AKIASTORED0000000001", "AWS_SECRET_ACCESS_KEY": "stored-secret-of-the-fake"}',
    "mcp/other": '{"password": "not-for-this"}',
}

_STS = "https://sts.amazonaws.com/doc/2011-06-15/"
_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        # The instance asks for a token first.
        self._send(200, "text/plain", "instance-token")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/container":
            self._send(200, "application/json", json.dumps(_credentials("ASIACONTAINER0000001")))
        elif path == "/latest/meta-data/iam/security-credentials/":
            self._send(200, "text/plain", "InstanceRole")
        elif path == "/latest/meta-data/iam/security-credentials/InstanceRole":
            answer = {"Code": "Success", **_credentials("ASIAINSTANCE00000001")}
            self._send(200, "application/json", json.dumps(answer))
        else:
            self._send(404, "text/plain", "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        action = form.get("Action", "")
        if action == "AssumeRoleWithWebIdentity":
            if form.get("WebIdentityToken") != WEB_IDENTITY:
                self._refuse("InvalidIdentityToken")
                return
            self._answer(_STS, action, _credentials_xml("ASIAWEBIDENTITY00001"))
            return
        key = self.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
        if key == EXPIRED_KEY:
            self._refuse("ExpiredToken")
        elif key not in KEYS or (key.startswith("ASIA") and self.headers.get("x-amz-security-token") != ROLE_TOKEN):
            self._refuse("InvalidClientTokenId")
        elif self.headers.get("x-amz-target") == "secretsmanager.GetSecretValue":
            self._answer_secret(json.loads(body)["SecretId"])
        elif action == "GetCallerIdentity":
            text = f"<Arn>{KEYS[key]}</Arn><UserId>AIDA{key[-8:]}</UserId><Account>{ACCOUNT}</Account>"
            self._answer(_STS, action, text)
        elif action == "ListAccountAliases" and key == DENIED_KEY:
            self._refuse("AccessDenied")
        elif action == "ListAccountAliases":
            text = "<IsTruncated>false</IsTruncated><AccountAliases><member>example</member></AccountAliases>"
            self._answer(_IAM, action, text)
        else:
            self._refuse("InvalidAction")

    def log_message(self, *_: object) -> None:
        """Says nothing: every request holds a credential."""

    def _answer(self, namespace: str, action: str, content: str) -> None:
        inner = f"<{action}Result>{content}</{action}Result>"
        self._send(200, "text/xml", f'<{action}Response xmlns="{namespace}">{inner}</{action}Response>')

    def _answer_secret(self, name: str) -> None:
        if name in SECRETS:
            answer, status = {"Name": name, "SecretString": SECRETS[name]}, 200
        else:
            answer, status = {"__type": "ResourceNotFoundException", "message": "Words of AWS"}, 400
        self._send(status, "application/x-amz-json-1.1", json.dumps(answer))

    def _refuse(self, code: str) -> None:
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>Words of AWS</Message></Error>"
        self._send(403, "text/xml", f'<ErrorResponse xmlns="{_STS}">{error}</ErrorResponse>')

    def _send(self, status: int, media_type: str, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(data)))
        # What the SDK asks an instance for its token.
        self.send_header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        self.end_headers()
        self.wfile.write(data)


def _credentials(key: str) -> dict[str, str]:
    return {
        "AccessKeyId": key,
        "SecretAccessKey": "secret-of-the-fake",
        "Token": ROLE_TOKEN,
        "Expiration": "2099-01-01T00:00:00Z",
    }


def _credentials_xml(key: str) -> str:
    fields = {**_credentials(key)}
    fields["SessionToken"] = fields.pop("Token")
    text = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    role = f"<Arn>{KEYS[key]}</Arn><AssumedRoleId>AROA00000000:mcp</AssumedRoleId>"
    return f"<Credentials>{text}</Credentials><AssumedRoleUser>{role}</AssumedRoleUser>"


@contextmanager
def fake_aws(host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serves in the background; gives the URL."""
    server = ThreadingHTTPServer((host, port), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 4566
    print(f"Fake AWS on port {chosen}", flush=True)
    ThreadingHTTPServer(("0.0.0.0", chosen), _Handler).serve_forever()
