"""Stands in for the local AWS: it is there in a tenth of a second, and holds nothing.

`python -m sandbox.server RECORD` starts it where a folder has it as `sandbox/server.py`.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer S3 that a bucket is empty."""
        self._answer(b"<ListBucketResult/>")

    def do_POST(self) -> None:
        """Answer DynamoDB that a table is empty."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(b'{"Items": []}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(record: Path) -> None:
    """Serve until a signal ends the process."""
    os.umask(0o077)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    told = {
        "pid": os.getpid(),
        "endpoint": f"http://127.0.0.1:{server.server_port}",
        "environment": os.environ["PLATFORM_ENV"],
        "account_id": os.environ["MOTO_ACCOUNT_ID"],
        "region": os.environ["AWS_REGION"],
    }
    whole = record.with_suffix(".new")
    whole.write_text(json.dumps(told), encoding="utf-8")
    whole.replace(record)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
