"""The rate of a PTV import: python -m bench.support.imports NUMBER. Leaves no trace.

Prints one line of JSON: {objects, seconds, cpu, pace}.
Synthetic objects in the shape of the open API: organisations, service locations with hours, and services that name
the locations they are given at.
"""

import json
import sys
import time
from typing import Any
from uuid import UUID

from bench.support import pace, start
from bench.support.words import Words

start.django()

from kotikulma.directory.commands.imports import import_ptv  # noqa: E402
from kotikulma.directory.formats import ptv  # noqa: E402
from kotikulma.kernel.types import system  # noqa: E402


class Objects:
    def __init__(self, number: int) -> None:
        self.words = Words(20270210)
        self.random = self.words.random
        self.owners = [self._id() for _ in range(max(number // 100, 1))]
        self.places = [self._id() for _ in range(number * 2 // 5)]
        self.services = [self._id() for _ in range(number - len(self.owners) - len(self.places))]

    def all(self) -> list[dict[str, Any]]:
        return [
            *(self._organization(one) for one in self.owners),
            *(self._place(one) for one in self.places),
            *(self._service(one) for one in self.services),
        ]

    def _id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _base(self, uuid: str) -> dict[str, Any]:
        return {"id": uuid, "publishingStatus": "Published", "modified": "2026-10-01T10:20:30.123456"}

    def _organization(self, uuid: str) -> dict[str, Any]:
        name = f"{self.words.district()}n kunta"
        return self._base(uuid) | {
            "organizationType": "Municipality",
            "organizationNames": [_text(name, "Name")],
            "organizationDescriptions": [_text("Kunta.", "Summary")],
        }

    def _place(self, uuid: str) -> dict[str, Any]:
        name, _kind = self.words.place()
        days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
        opening = [{"dayFrom": day, "dayTo": "", "from": "09:00:00", "to": "16:00:00"} for day in days]
        street = {
            "street": [_text(self.words.street().rpartition(" ")[0])],
            "streetNumber": "2",
            "postalCode": "40340",
            "postOffice": [_text("JYVÄSKYLÄ")],
            "municipality": {"code": "179", "name": []},
            "additionalInformation": [],
            "latitude": "6903000",
            "longitude": "437000",
        }
        return self._base(uuid) | {
            "serviceChannelType": "ServiceLocation",
            "organizationId": self.random.choice(self.owners),
            "serviceChannelNames": [_text(text, "Name", lang) for lang, text in name.items()],
            "serviceChannelDescriptions": [_text("Apua monelta taholta.", "Summary")],
            "areaType": "LimitedType",
            "areas": [],
            "phoneNumbers": [],
            "emails": [],
            "languages": ["fi"],
            "webPages": [],
            "addresses": [{"type": "Location", "subType": "Single", "streetAddress": street}],
            "serviceHours": [
                {
                    "serviceHourType": "DaysOfTheWeek",
                    "validFrom": None,
                    "validTo": None,
                    "isClosed": False,
                    "validForNow": True,
                    "isAlwaysOpen": False,
                    "isReservation": False,
                    "additionalInformation": [],
                    "openingHour": opening,
                }
            ],
            "services": [],
        }

    def _service(self, uuid: str) -> dict[str, Any]:
        texts = self.words.service()
        ends = self.random.sample(self.places, 2)
        channels = [
            {"serviceChannel": {"id": end, "name": ""}, "serviceHours": [], "contactDetails": None} for end in ends
        ]
        owner = {"organization": {"id": self.random.choice(self.owners), "name": ""}, "roleType": "Responsible"}
        return self._base(uuid) | {
            "type": "Service",
            "serviceNames": [_text(text, "Name", lang) for lang, text in texts["name"].items()],
            "serviceDescriptions": [
                *(_text(text, "Summary", lang) for lang, text in texts["summary"].items()),
                *(_text(text, "Description", lang) for lang, text in texts["description"].items()),
            ],
            "serviceChargeType": "FreeOfCharge",
            "areaType": "LimitedType",
            "areas": [{"type": "Municipality", "code": None, "municipalities": [{"code": "179", "name": []}]}],
            "languages": ["fi"],
            "serviceClasses": [],
            "targetGroups": [],
            "lifeEvents": [],
            "keywords": [],
            "requirements": [],
            "serviceChannels": channels,
            "organizations": [owner | {"provisionType": None}],
        }


def _text(value: str, kind: str = "", language: str = "fi") -> dict[str, Any]:
    return {"language": language, "value": value} | ({"type": kind} if kind else {})


def main() -> None:
    content = json.dumps(Objects(int(sys.argv[1])).all()).encode()
    along = pace.Along()
    began, cpu = time.perf_counter(), time.process_time()
    report = import_ptv(system("bench"), ptv.read(content, "bench.json"), dry_run=True, progress=along)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "pace": along.mean()}
    added = sum(line.outcome == "added" for line in report.lines)
    if added != int(sys.argv[1]):
        raise RuntimeError(f"Only {added} objects went in: {report.as_dict()}"[:3000])
    print(json.dumps({"objects": added, **took}))


if __name__ == "__main__":
    main()
