"""Asks a SCIM server everything that scim2-tester knows. Arguments: its address and a key. The last line is `N passed, N failed`."""

import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

PASSED = (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE)
FAILED = (Status.ERROR, Status.CRITICAL, Status.DEVIATION)


def main() -> int:
    address, key = sys.argv[1:]
    http = Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=30)
    results = check_server(SyncSCIMClient(http))
    for result in results:
        if result.status not in PASSED:
            print(f"{result.status.name} {result.resource_type or ''} {result.title}: {result.reason}")
    passed = sum(result.status in PASSED for result in results)
    failed = sum(result.status in FAILED for result in results)
    skipped = len(results) - passed - failed
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
