"""Addresses of single things spread over the data: python -m bench.support.addresses. Prints one line of JSON."""

import json
from typing import Any

from bench.support import start

start.django()

from django.core.management import call_command  # noqa: E402

from kotikulma.config import assets, messages  # noqa: E402
from kotikulma.directory.models import Place, PublicDocument, Service  # noqa: E402

NUMBER = 60


def main() -> None:
    messages.compile_all()
    assets.build()
    call_command("collectstatic", interactive=False, verbosity=0)
    services, places = _spread(Service), _spread(Place)
    last = PublicDocument.objects.filter(kind="service").count() // 20
    pages = [1 + number * last // NUMBER for number in range(NUMBER)]
    print(
        json.dumps(
            {
                "service": [f"/palvelut/{uuid}/" for uuid in services],
                "place": [f"/paikat/{uuid}/" for uuid in places],
                "json_list": ["/api/v1/services"],
                "json_detail": [f"/api/v1/services/{uuid}" for uuid in services],
                "hsds_list": [f"/hsds/services?page={page}&per_page=20" for page in pages],
                "hsds_detail": [f"/hsds/services/{uuid}" for uuid in services],
            }
        )
    )


def _spread(model: Any) -> list[str]:
    uuids = [str(uuid) for uuid in model.objects.order_by("id").values_list("uuid", flat=True)]
    return uuids[:: max(len(uuids) // NUMBER, 1)][:NUMBER]


if __name__ == "__main__":
    main()
