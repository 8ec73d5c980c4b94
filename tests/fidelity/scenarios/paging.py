"""Lists over several pages: enough items before the first page, our own links between pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from tests.fidelity.records import Exchange
from tests.fidelity.scenarios.vault_model import VaultModel, name_of
from tests.running import Answer

DEFAULT_PAGE = 25


@dataclass
class Chain:
    """The pages of one list in one sequence."""

    collection: str
    """``/secrets``, ``/deletedsecrets`` or ``/secrets/NAME/versions``."""
    pages: list[Exchange] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    """Recorded ``nextLink`` -> ours."""
    last: str | None = None
    ready: bool = False

    @property
    def items(self) -> list[Any]:
        return [item for page in self.pages for item in page.response_body.get("value") or ()]

    @property
    def page_size(self) -> int:
        sizes = [int(v) for page in self.pages for k, v in page.query if k == "maxresults" and v]
        return sizes[0] if sizes else DEFAULT_PAGE

    @property
    def goes_on(self) -> bool:
        """Whether the last recorded page names a further one."""
        return self.pages[-1].response_body.get("nextLink") is not None

    @property
    def spans_pages(self) -> bool:
        """Whether how many items a page holds is the service's own choice here."""
        return len(self.pages) > 1 or self.goes_on or "skiptoken" in self.pages[0].path

    @property
    def count(self) -> int:
        """How many items make our list end, or go on, where the recorded one does."""
        pages, size = len(self.pages), self.page_size
        first_is_missing = "skiptoken" in self.pages[0].path
        full = (pages + first_is_missing) * size
        least = full + 1 if self.goes_on else full - size + 1 if pages > 1 else 0
        return max(least, min(len(self.items), full) if not self.goes_on else len(self.items))


def collection_of(exchange: Exchange) -> str | None:
    """The collection that an exchange lists; ``None`` for everything else."""
    path = exchange.bare_path.rstrip("/")
    body = exchange.response_body
    listing = isinstance(body, dict) and isinstance(body.get("value"), list)
    return path if exchange.method == "GET" and exchange.status == 200 and listing else None


def chains(exchanges: Iterable[Exchange]) -> dict[str, Chain]:
    """The lists of a sequence, by the ids of their pages; a first page begins a new one."""
    found: dict[str, Chain] = {}
    current: dict[str, Chain] = {}
    for exchange in exchanges:
        collection = collection_of(exchange)
        if collection is None:
            continue
        if collection not in current or "skiptoken" not in exchange.path:
            current[collection] = Chain(collection)
        current[collection].pages.append(exchange)
        found[exchange.id] = current[collection]
    return found


def fill(chain: Chain, vault: VaultModel) -> None:
    """Bring the vault to hold what the list shows, and as many as its pages need."""
    if chain.collection.endswith("/versions"):
        _fill_versions(chain, vault)
        return
    have = vault.have_deleted if chain.collection == "/deletedsecrets" else vault.have_live
    held = vault.deleted if chain.collection == "/deletedsecrets" else vault.live
    for index, item in enumerate(chain.items):
        have(name_of(item.get("id"), f"listed-{index:03}"), item)
    template = chain.items[0] if chain.items else None
    for index in range(max(0, chain.count - len(held))):
        have(f"zz-filler-{index:03}", template)


def _fill_versions(chain: Chain, vault: VaultModel) -> None:
    name, items = chain.collection.split("/")[2], chain.items
    for index in range(vault.versions.get(name.lower(), 0), max(chain.count, len(items))):
        vault.set(name, items[index] if index < len(items) else items[0] if items else None)


def target_of(chain: Chain, exchange: Exchange, vault: VaultModel) -> str:
    """Where to ask for this page: the first as recorded, a further one by our own link."""
    if "skiptoken" not in exchange.path:
        return exchange.path
    token = next((value for name, value in exchange.query if "skiptoken" in name), "")
    link = chain.links.get(token) or chain.last
    if link is None:
        query = f"&maxresults={chain.page_size}"
        link = vault.call("GET", chain.collection, query=query)["nextLink"]
    split = urlsplit(str(link))
    return f"{split.path}?{split.query}"


def learn_page(chain: Chain, exchange: Exchange, answer: Answer) -> None:
    """Remember which link of ours stands for the recorded one."""
    recorded = exchange.response_body.get("nextLink")
    ours = answer.json().get("nextLink") if answer.status == 200 else None
    if ours:
        chain.last = ours
        if recorded and "skiptoken=" in recorded:
            token = recorded.partition("skiptoken=")[2].partition("&")[0]
            chain.links[token] = ours


def with_own_versions(
    chain: Chain, exchange: Exchange, answer: Answer, recorded: Mapping[str, str]
) -> Exchange:
    """A page of versions whose items are the recorded ones of those that our page holds.

    Versions are sorted by their random ids: which of them stands on which page is chance.
    ``recorded`` leads from our versions to the recorded ones.
    """
    if not chain.collection.endswith("/versions") or not chain.spans_pages:
        return exchange
    known = {_version_of(item): item for item in chain.items}
    met = [known.get(recorded.get(_version_of(item), "")) for item in answer.json()["value"]]
    if not met or not all(met):
        return exchange
    return replace(exchange, response_body={**exchange.response_body, "value": met})


def _version_of(item: Any) -> str:
    return str(item.get("id", "")).rpartition("/")[2]
