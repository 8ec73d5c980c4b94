"""Binding: a template in the surroundings of its place."""

from nameplate.resource_manager.deployments.preparation.binding import Binding, Draft
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.prepared import Mode
from nameplate.resource_manager.deployments.preparation.sources import Source
from nameplate.resource_manager.deployments.preparation.surroundings import Surroundings
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.template import Template
from tests.providers.stand import GROUP, SUB
from tests.resource_manager.deployments.preparing import identity, template, world


async def test_a_draft_is_bound_where_it_really_stands() -> None:
    made = await world()
    binding = Binding(Surroundings(made.stand.phases), made.secrets, Work())
    source = Source(template=Template.read(template(identity("abc"))), parameters={})
    place = place_at(f"{SUB}/resourcegroups/LOCAL", "d1")
    draft = Draft(place=place, mode=Mode.INCREMENTAL, source=source, depth=2)
    assert not draft.is_outer
    found = await binding.bind(draft, made.turn(), correlation_id="c", coming={})
    assert found.place == place_at(GROUP, "d1")
    assert found.depth == 2
    assert found.plan.nodes[0].id.startswith(GROUP)
    assert found.request_id == "request"
